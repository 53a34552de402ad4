import type { DecodedPiece, OffsetRange } from '../../../server/src/correction/types';

/**
 * The document range of a range of decoded text. An end inside an atomic piece (a JSON escape) takes the whole
 * piece; an empty range stays empty.
 */
export function documentRangeOf(pieces: readonly DecodedPiece[], { start, end }: OffsetRange): OffsetRange {
  const from = documentOffset(pieces, start, 'start');
  return { start: from, end: end === start ? from : Math.max(from, documentOffset(pieces, end, 'end')) };
}

function documentOffset(pieces: readonly DecodedPiece[], offset: number, side: 'start' | 'end'): number {
  const holds = ({ decoded }: DecodedPiece): boolean =>
    side === 'start'
      ? decoded.start <= offset && offset < decoded.end
      : decoded.start < offset && offset <= decoded.end;
  const piece = pieces.find(holds);
  if (piece === undefined) {
    const edge = side === 'start' ? pieces.at(-1)?.document.end : pieces.at(0)?.document.start;
    return edge ?? 0;
  }
  if (piece.verbatim) return piece.document.start + (offset - piece.decoded.start);
  if (side === 'start') return piece.document.start;
  return piece.document.end;
}
