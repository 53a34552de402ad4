import type { AnswerPlace, DecodedPiece, OffsetRange, PlaceEncoding } from './types';

/** What is known of a document beside its text. */
export interface DocumentHint {
  readonly languageId?: string | undefined;
  readonly path?: string | undefined;
}

/** Where the correction is written. */
export type CorrectionTarget =
  /** Over the answer itself. */
  | { readonly kind: 'answer' }
  /** Into the `correction` of the data set row; `existing` is what it holds now. */
  | {
      readonly kind: 'correctionField';
      readonly existing?: string;
      /** The value to replace, quotes included, or the empty range where the key is inserted. */
      readonly valueRange: OffsetRange;
      /** Of the existing string; empty where there is none. */
      readonly pieces: readonly DecodedPiece[];
      /** Document text before a new value: `, "correction": ` where the key is absent, else nothing. */
      readonly before: string;
    };

/** A question and an answer found in a document, and the way back from decoded text to document offsets. */
export interface AnswerSite {
  readonly place: AnswerPlace;
  /** What the place calls it: `Assistant`, `row 12`, `messages[3]`, `selection`. */
  readonly label: string;
  /** The user turn just before the answer, decoded. */
  readonly question: string;
  /** Where the question stands, if it is in the document. */
  readonly questionRange?: OffsetRange;
  /** The answer's text, decoded. */
  readonly answer: string;
  /** Document range of the whole answer text; a code lens goes to its start. */
  readonly range: OffsetRange;
  readonly pieces: readonly DecodedPiece[];
  readonly encoding: PlaceEncoding;
  readonly target: CorrectionTarget;
  /** How the document was read, so that it can be read again after an edit. */
  readonly hint: DocumentHint;
}

/** The site whose answer, or failing that whose question, holds the offset; `sites` are in document order. */
export function siteAt(sites: readonly AnswerSite[], offset: number): AnswerSite | undefined {
  const holds = (range: OffsetRange | undefined): boolean =>
    range !== undefined && range.start <= offset && offset <= range.end;
  const ofTarget = ({ target }: AnswerSite): OffsetRange | undefined =>
    target.kind === 'correctionField' ? target.valueRange : undefined;
  return (
    sites.find(({ range }) => holds(range)) ??
    sites.find((site) => holds(ofTarget(site))) ??
    sites.find(({ questionRange }) => holds(questionRange)) ??
    sites.find(({ questionRange, range }) =>
      holds({ start: Math.min(questionRange?.start ?? range.start, range.start), end: range.end }),
    )
  );
}

/** The text that the place holds as the result now: a row's present `correction`, else the answer. */
export function heldText({ target, answer }: AnswerSite): string {
  return target.kind === 'correctionField' ? (target.existing ?? answer) : answer;
}
