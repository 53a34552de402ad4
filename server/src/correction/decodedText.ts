import type { DecodedPiece, OffsetRange } from './types';

/** Text that was read from a document, with the way back. */
export interface DecodedText {
  readonly text: string;
  readonly pieces: readonly DecodedPiece[];
}

/** A stretch of a text that is taken as it is, or that reads as something else (a line break with its prefix). */
export interface Slice {
  readonly range: OffsetRange;
  /** Absent: the same characters. */
  readonly readsAs?: string;
}

/** The index of the piece that holds the decoded offset, or that begins there; -1 if there is none. */
export function pieceIndexAt(pieces: readonly DecodedPiece[], offset: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.decoded.end ?? Infinity) > offset) high = middle;
    else low = middle + 1;
  }
  return low < pieces.length ? low : -1;
}

/** A text that stands in the document as it is. */
export function plainText(text: string): DecodedText {
  const whole = { start: 0, end: text.length };
  return { text, pieces: [{ decoded: whole, document: whole, verbatim: true }] };
}

function* piecesWithin(view: DecodedText, range: OffsetRange): Generator<DecodedPiece> {
  let index = pieceIndexAt(view.pieces, range.start);
  for (; index >= 0; index += 1) {
    const piece = view.pieces[index];
    if (piece === undefined || piece.decoded.start >= range.end) return;
    if (!piece.verbatim) {
      yield piece;
      continue;
    }
    const start = Math.max(piece.decoded.start, range.start);
    const end = Math.min(piece.decoded.end, range.end);
    const shift = piece.document.start - piece.decoded.start;
    yield {
      decoded: { start, end },
      document: { start: start + shift, end: end + shift },
      verbatim: true,
    };
  }
}

/** Takes slices out of a text that was itself read from a document; the maps are composed. */
export function sliceView(view: DecodedText, slices: readonly Slice[]): DecodedText {
  const pieces: DecodedPiece[] = [];
  const texts: string[] = [];
  let length = 0;
  const push = (document: OffsetRange, text: string, verbatim: boolean): void => {
    const last = pieces.at(-1);
    if (verbatim && last?.verbatim === true && last.document.end === document.start) {
      pieces[pieces.length - 1] = {
        decoded: { start: last.decoded.start, end: length + text.length },
        document: { start: last.document.start, end: document.end },
        verbatim,
      };
    } else {
      pieces.push({ decoded: { start: length, end: length + text.length }, document, verbatim });
    }
    texts.push(text);
    length += text.length;
  };
  for (const { range, readsAs } of slices) {
    if (range.end <= range.start) continue;
    if (readsAs === undefined) {
      for (const piece of piecesWithin(view, range)) {
        push(piece.document, view.text.slice(piece.decoded.start, piece.decoded.end), piece.verbatim);
      }
    } else {
      push(documentRange(view, range), readsAs, false);
    }
  }
  return { text: texts.join(''), pieces };
}

/** The document range that a range of the decoded text was read from; an atomic piece counts whole. */
export function documentRange(view: Pick<DecodedText, 'pieces'>, range: OffsetRange): OffsetRange {
  const first = view.pieces[pieceIndexAt(view.pieces, range.start)];
  if (first === undefined) {
    const end = view.pieces.at(-1)?.document.end ?? 0;
    return { start: end, end };
  }
  const start = first.document.start + (first.verbatim ? range.start - first.decoded.start : 0);
  if (range.end <= range.start) return { start, end: start };
  const last = view.pieces[pieceIndexAt(view.pieces, range.end - 1)] ?? first;
  const end = last.verbatim ? last.document.start + (range.end - last.decoded.start) : last.document.end;
  return { start, end };
}

/** Puts texts of one document one after the other (the strings of a notebook cell). */
export function concatenate(parts: readonly DecodedText[]): DecodedText {
  const pieces: DecodedPiece[] = [];
  let length = 0;
  for (const part of parts) {
    for (const { decoded, document, verbatim } of part.pieces) {
      pieces.push({
        decoded: { start: decoded.start + length, end: decoded.end + length },
        document,
        verbatim,
      });
    }
    length += part.text.length;
  }
  return { text: parts.map(({ text }) => text).join(''), pieces };
}
