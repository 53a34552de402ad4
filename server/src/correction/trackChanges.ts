import type { AnswerSite, DocumentHint } from './answerSite';
import { locateAnswers } from './locateAnswers';
import { readSelection } from './selectionSite';
import { documentRange } from './decodedText';
import type { OffsetRange } from './types';

/** One change of a document, in offsets before it. */
export interface TextChange {
  readonly offset: number;
  readonly removedLength: number;
  readonly insertedLength: number;
}

/** A range after a change; `touched` if the change reached into it or stood at its edge. */
export interface TrackedRange {
  readonly range: OffsetRange;
  readonly touched: boolean;
}

/** What has become of a site. */
export type Relocation =
  /** The answer is where it was or elsewhere, and reads the same. */
  | { readonly kind: 'unchanged'; readonly site: AnswerSite }
  /** There is an answer, but it was edited. */
  | { readonly kind: 'changed'; readonly site: AnswerSite }
  | { readonly kind: 'gone' };

/** Follows a range through a change of its document; text typed at its edge belongs to it. */
export function trackRange(range: OffsetRange, change: TextChange): TrackedRange {
  const changeEnd = change.offset + change.removedLength;
  const shift = change.insertedLength - change.removedLength;
  if (changeEnd < range.start) {
    return { range: { start: range.start + shift, end: range.end + shift }, touched: false };
  }
  if (change.offset > range.end) return { range, touched: false };
  const start = Math.min(range.start, change.offset);
  const end = Math.max(range.end, changeEnd) + shift;
  return { range: { start, end: Math.max(start, end) }, touched: true };
}

function relocateSelection(text: string, site: AnswerSite, tracked: OffsetRange): Relocation {
  const end = Math.min(tracked.end, text.length);
  const range = { start: Math.min(tracked.start, end), end };
  const decoded = readSelection(text, range, site.encoding);
  if (decoded.text === site.answer) {
    return { kind: 'unchanged', site: { ...site, range, pieces: decoded.pieces } };
  }
  // White space typed at the edge was counted in, but does not belong to the answer.
  const start = decoded.text.length - decoded.text.trimStart().length;
  if (site.answer !== '' && decoded.text.trim() === site.answer) {
    const exact = documentRange(decoded, { start, end: start + site.answer.length });
    const again = readSelection(text, exact, site.encoding);
    return { kind: 'unchanged', site: { ...site, range: exact, pieces: again.pieces } };
  }
  if (decoded.text.trim() === '') return { kind: 'gone' };
  return { kind: 'changed', site: { ...site, answer: decoded.text, range, pieces: decoded.pieces } };
}

/**
 * Finds a site again in the present text. `trackedRange` is its range followed through the changes since. An answer
 * that was moved (cut and pasted with its question) is found too.
 */
export function relocate(
  text: string,
  site: AnswerSite,
  trackedRange: OffsetRange,
  hint: DocumentHint,
): Relocation {
  if (site.place === 'selection') return relocateSelection(text, site, trackedRange);
  const distance = (other: AnswerSite): number => Math.abs(other.range.start - trackedRange.start);
  const nearestFirst = [...locateAnswers(text, hint)].sort((a, b) => distance(a) - distance(b));
  const here = nearestFirst.find(
    ({ range }) => range.start <= trackedRange.end && range.end >= trackedRange.start,
  );
  if (here?.answer === site.answer) return { kind: 'unchanged', site: here };
  const moved = nearestFirst.find(
    ({ answer, question }) => answer === site.answer && question === site.question,
  );
  if (moved !== undefined) return { kind: 'unchanged', site: moved };
  return here === undefined ? { kind: 'gone' } : { kind: 'changed', site: here };
}
