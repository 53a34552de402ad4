import { pieceIndexAt } from './decodedText';
import { encodeJsonString } from './jsonStrings';
import type { DecodedPiece, OffsetEdit, OffsetRange, PlaceEncoding } from './types';
import { wordChanges } from './wordChanges';

/** Text as it stands in a document: what it reads as, and where. */
export interface PlacedText {
  readonly text: string;
  readonly pieces: readonly DecodedPiece[];
  readonly encoding: PlaceEncoding;
  /** Where text is written if there is none yet. */
  readonly emptyAt: number;
}

/** Writes text as it must stand in the document; `following` is the decoded character after it, if there is one. */
export function encodeText(text: string, following: string | undefined, encoding: PlaceEncoding): string {
  const encode = (line: string): string =>
    encoding.kind === 'plain' ? line : encodeJsonString(line, encoding.asciiOnly);
  const [first = '', ...rest] = text.split('\n');
  const lines = rest.map((line, index) => {
    const isLast = index === rest.length - 1;
    const isBlank = line === '' && (!isLast || following === undefined || following === '\n');
    return encoding.eol + (isBlank ? encoding.blankLinePrefix : encoding.linePrefix) + encode(line);
  });
  return encode(first) + lines.join('');
}

function insertionPoint({ pieces, emptyAt }: PlacedText, offset: number): number {
  const piece = pieces[pieceIndexAt(pieces, offset)];
  if (piece === undefined) return pieces.at(-1)?.document.end ?? emptyAt;
  return piece.document.start + (piece.verbatim ? offset - piece.decoded.start : 0);
}

/** The document ranges of a decoded range; what lies between pieces is left alone, unless it joins lines. */
function documentRuns(placed: PlacedText, range: OffsetRange): readonly OffsetRange[] {
  if (range.start === range.end) {
    const at = insertionPoint(placed, range.start);
    return [{ start: at, end: at }];
  }
  const runs: OffsetRange[] = [];
  for (let index = pieceIndexAt(placed.pieces, range.start); index >= 0; index += 1) {
    const piece = placed.pieces[index];
    if (piece === undefined || piece.decoded.start >= range.end) break;
    const shift = piece.document.start - piece.decoded.start;
    const run = piece.verbatim
      ? {
          start: Math.max(piece.decoded.start, range.start) + shift,
          end: Math.min(piece.decoded.end, range.end) + shift,
        }
      : piece.document;
    const last = runs.at(-1);
    if (last?.end === run.start) runs[runs.length - 1] = { start: last.start, end: run.end };
    else runs.push(run);
  }
  const first = runs[0];
  const last = runs.at(-1);
  if (placed.encoding.kind !== 'jsonLines' || first === undefined || last === undefined) return runs;
  // Strings of the array that become empty go, with the quotes and commas around them.
  const isInside = range.end < placed.text.length;
  return [{ start: first.start, end: isInside ? insertionPoint(placed, range.end) : last.end }];
}

/** Whether the line break before an offset must be written anew, because its line becomes blank or is so no more. */
function needsOtherPrefix(
  document: string,
  { text, pieces, encoding }: PlacedText,
  offset: number,
  next: string | undefined,
): boolean {
  if (encoding.linePrefix === encoding.blankLinePrefix || text[offset - 1] !== '\n') return false;
  const piece = pieces[pieceIndexAt(pieces, offset - 1)];
  if (piece === undefined) return false;
  const written = document.slice(piece.document.start, piece.document.end);
  const isFull = !piece.verbatim && written.endsWith(encoding.linePrefix);
  if (next !== undefined && next !== '\n') return !isFull;
  const wasBlank = text[offset] === '\n' || offset === text.length;
  return isFull && !wasBlank;
}

/**
 * The edits that make a placed text read as another one. Only changed words are written, so all other characters
 * keep their bytes (an existing escape stays as it is).
 */
export function editsOfText(document: string, placed: PlacedText, newText: string): readonly OffsetEdit[] {
  const { text, encoding } = placed;
  return wordChanges(text, newText).flatMap(({ original, corrected }) => {
    let { start } = original;
    let inserted = newText.slice(corrected.start, corrected.end);
    const following = original.end < text.length ? text[original.end] : undefined;
    const next = inserted[0] ?? following;
    if (needsOtherPrefix(document, placed, start, next)) {
      start -= 1;
      inserted = `\n${inserted}`;
    }
    const runs = documentRuns(placed, { start, end: original.end });
    return runs.map((range, index) => ({
      range,
      text: index === 0 ? encodeText(inserted, following, encoding) : '',
    }));
  });
}
