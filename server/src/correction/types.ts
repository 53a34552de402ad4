/** Offsets are UTF-16 code units, half open, as everywhere in LSP and VS Code. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** Replaces a range of a text; the edits of one change are sorted, and none overlaps another. */
export interface OffsetEdit {
  readonly range: OffsetRange;
  readonly text: string;
}

export type AnswerPlace =
  /** A row of a data set; the correction goes to its `correction`. */
  | 'datasetRow'
  /** A conversation written as text or Markdown. */
  | 'transcript'
  /** `messages: [{ role, content }]` in JSON. */
  | 'chatLog'
  /** A transcript in a Markdown or raw cell of a notebook file. */
  | 'notebookCell'
  /** A text that the user selected. */
  | 'selection';

/**
 * A piece of decoded text and the document range it was read from. Pieces are in order and together cover the
 * decoded text; document text between two pieces (a blockquote prefix, a JSON array's comma) decodes to nothing.
 * A `verbatim` piece has the same characters on both sides, so offsets inside it map one to one; any other piece
 * (a JSON escape, CRLF read as LF) is atomic.
 */
export interface DecodedPiece {
  readonly decoded: OffsetRange;
  readonly document: OffsetRange;
  readonly verbatim: boolean;
}

/**
 * How plain text is written at a place, so that reading it back gives the same text. The strings are document
 * text, that is, already escaped where the place is a JSON string.
 */
export interface PlaceEncoding {
  /** `jsonLines`: an array of strings, one a line, as notebooks have it. */
  readonly kind: 'plain' | 'jsonString' | 'jsonLines';
  /** What a line break becomes: the document's own line ending (in `jsonLines` with the step to the next string). */
  readonly eol: string;
  /** What follows the line break: the prefix that lines have here. */
  readonly linePrefix: string;
  /** The same on an empty line: no trailing white space. */
  readonly blankLinePrefix: string;
  /** The document writes every character beyond ASCII as a JSON escape, so new ones are written so too. */
  readonly asciiOnly: boolean;
}
