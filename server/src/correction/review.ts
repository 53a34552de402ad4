import { computeHunks, mergeHunks, type Hunk } from './hunks';
import type { OffsetRange } from './types';
import { wordChanges } from './wordChanges';

/** What the user has decided about a hunk. */
export type HunkDecision = 'pending' | 'accepted' | 'rejected';

/** A review of one correction; every function gives a new state. */
export interface ReviewState {
  readonly original: string;
  /** The original with all hunks. */
  readonly corrected: string;
  readonly hunks: readonly Hunk[];
  /** One for each hunk. */
  readonly decisions: readonly HunkDecision[];
}

function indicesOf(state: ReviewState, wanted: (decision: HunkDecision) => boolean): ReadonlySet<number> {
  return new Set(state.decisions.flatMap((decision, index) => (wanted(decision) ? index : [])));
}

const isAccepted = (decision: HunkDecision): boolean => decision === 'accepted';
const isNotRejected = (decision: HunkDecision): boolean => decision !== 'rejected';

/** A review with all hunks pending. */
export function startReview(original: string, corrected: string): ReviewState {
  const hunks = computeHunks(original, corrected);
  return { original, corrected, hunks, decisions: hunks.map(() => 'pending') };
}

export function decide(state: ReviewState, index: number, decision: HunkDecision): ReviewState {
  return { ...state, decisions: state.decisions.map((present, i) => (i === index ? decision : present)) };
}

/** Decides all hunks; pending takes all decisions back. */
export function decideAll(state: ReviewState, decision: HunkDecision): ReviewState {
  return { ...state, decisions: state.decisions.map(() => decision) };
}

/** What the document holds: the accepted hunks merged. */
export function acceptedText(state: ReviewState): string {
  return mergeHunks(state.original, state.hunks, indicesOf(state, isAccepted));
}

/** What the right side shows: all but the rejected hunks merged. */
export function proposalText(state: ReviewState): string {
  return mergeHunks(state.original, state.hunks, indicesOf(state, isNotRejected));
}

function rangeOf(
  state: ReviewState,
  index: number,
  isApplied: (decision: HunkDecision) => boolean,
): OffsetRange {
  let shift = 0;
  for (const [i, { original, correctedText }] of state.hunks.entries()) {
    const length = isApplied(state.decisions[i] ?? 'pending')
      ? correctedText.length
      : original.end - original.start;
    const start = original.start + shift;
    if (i === index) return { start, end: start + length };
    shift += length - (original.end - original.start);
  }
  const end = state.original.length + shift;
  return { start: end, end };
}

/** Where a hunk stands in proposalText; of a rejected one the original text. */
export function proposalRangeOf(state: ReviewState, index: number): OffsetRange {
  return rangeOf(state, index, isNotRejected);
}

/** Where a hunk stands in acceptedText; of one that is not accepted the original text. */
export function acceptedRangeOf(state: ReviewState, index: number): OffsetRange {
  return rangeOf(state, index, isAccepted);
}

/**
 * The user typed over the right side. Accepted hunks that are still the same stay accepted, so that the document
 * stays what it is; where they are not, what was accepted so far becomes the original. Everything else is pending.
 */
export function retype(state: ReviewState, newProposal: string): ReviewState {
  if (newProposal === proposalText(state)) return state;
  const held = acceptedText(state);
  const fresh = startReview(state.original, newProposal);
  const keyOf = ({ original: { start, end }, correctedText }: Hunk): string =>
    `${start} ${end} ${correctedText}`;
  const accepted = new Set(
    state.hunks.filter((_, index) => state.decisions[index] === 'accepted').map(keyOf),
  );
  const kept: ReviewState = {
    ...fresh,
    decisions: fresh.hunks.map((hunk) => (accepted.has(keyOf(hunk)) ? 'accepted' : 'pending')),
  };
  return acceptedText(kept) === held ? kept : startReview(held, newProposal);
}

/**
 * The answer in the document was changed by hand: it becomes the original. Hunks that were not accepted yet go on
 * where their text was left alone; the others are dropped, since they would overwrite what the user wrote.
 */
export function rebase(state: ReviewState, presentAnswer: string): ReviewState {
  const byHand = wordChanges(acceptedText(state), presentAnswer);
  const kept: Hunk[] = [];
  const decisions: HunkDecision[] = [];
  let corrected = '';
  let end = 0;
  for (const [index, hunk] of state.hunks.entries()) {
    const decision = state.decisions[index] ?? 'pending';
    if (decision === 'accepted') continue;
    const { start: from, end: to } = acceptedRangeOf(state, index);
    const overlaps = byHand.some(({ original: changed }) => changed.start < to && changed.end > from);
    const splits = byHand.some(({ original: changed }) => changed.start < from && changed.end > from);
    const touches = byHand.some(({ original: changed }) => changed.start === to && changed.end === from);
    if (overlaps || splits || touches) continue;
    const shift = byHand.reduce(
      (sum, change) =>
        change.original.end <= from
          ? sum +
            (change.corrected.end - change.corrected.start) -
            (change.original.end - change.original.start)
          : sum,
      0,
    );
    const original = { start: from + shift, end: to + shift };
    corrected += presentAnswer.slice(end, original.start);
    const start = corrected.length;
    corrected += hunk.correctedText;
    kept.push({ ...hunk, original, corrected: { start, end: corrected.length } });
    decisions.push(decision);
    end = original.end;
  }
  return { original: presentAnswer, corrected: corrected + presentAnswer.slice(end), hunks: kept, decisions };
}

/** More combinations than these are not tried; a text made to need them is not met in a review. */
const maxTries = 20_000;

/**
 * The state whose accepted hunks give the present answer, so that undo and redo in the document are followed;
 * undefined if the answer was changed in another way. A hunk that is no longer in the document is pending again.
 */
export function matchesHistory(state: ReviewState, presentAnswer: string): ReviewState | undefined {
  if (acceptedText(state) === presentAnswer) return state;
  const failed = new Set<string>();
  const { hunks, original } = state;
  const gapAfter = (index: number): string =>
    original.slice(hunks[index]?.original.end ?? 0, hunks[index + 1]?.original.start ?? original.length);
  const first = original.slice(0, hunks[0]?.original.start ?? original.length);
  if (!presentAnswer.startsWith(first)) return undefined;
  const chosen: boolean[] = [];
  const offsets = [first.length];
  const tried: number[] = [0];
  for (let tries = 0; tries < maxTries && tried.length > 0; tries += 1) {
    const index = tried.length - 1;
    const offset = offsets[index] ?? 0;
    const hunk = hunks[index];
    if (hunk === undefined) {
      if (offset === presentAnswer.length) return withAccepted(state, chosen);
      tried.pop();
      continue;
    }
    const attempt = tried[index] ?? 2;
    if (attempt >= 2 || failed.has(`${index} ${offset}`)) {
      failed.add(`${index} ${offset}`);
      tried.pop();
      continue;
    }
    tried[index] = attempt + 1;
    const wasAccepted = state.decisions[index] === 'accepted';
    const take = attempt === 0 ? wasAccepted : !wasAccepted;
    const expected = (take ? hunk.correctedText : hunk.originalText) + gapAfter(index);
    if (!presentAnswer.startsWith(expected, offset)) continue;
    chosen[index] = take;
    offsets[index + 1] = offset + expected.length;
    tried.push(0);
  }
  return undefined;
}

function withAccepted(state: ReviewState, accepted: readonly boolean[]): ReviewState {
  const decisions = state.decisions.map((decision, index): HunkDecision => {
    if (accepted[index] === true) return 'accepted';
    return decision === 'accepted' ? 'pending' : decision;
  });
  return { ...state, decisions };
}

/** The next (or previous) pending hunk after an index, going round at the end; -1 starts before the first. */
export function nextPending(
  state: ReviewState,
  from: number,
  direction: 'next' | 'previous',
): number | undefined {
  const count = state.hunks.length;
  const step = direction === 'next' ? 1 : -1;
  const start = direction === 'previous' && from < 0 ? count : from;
  for (let i = 1; i <= count; i += 1) {
    const index = (((start + step * i) % count) + count) % count;
    if (state.decisions[index] === 'pending') return index;
  }
  return undefined;
}
