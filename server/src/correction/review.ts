import type { Hunk } from './hunks';
import type { OffsetRange } from './types';
export type HunkDecision = 'pending' | 'accepted' | 'rejected';
export interface ReviewState {
  readonly original: string;
  readonly corrected: string;
  readonly hunks: readonly Hunk[];
  readonly decisions: readonly HunkDecision[];
}
export declare function startReview(original: string, corrected: string): ReviewState;
export declare function decide(state: ReviewState, index: number, decision: HunkDecision): ReviewState;
export declare function decideAll(state: ReviewState, decision: HunkDecision): ReviewState;
/** What the document holds: the accepted hunks merged. */
export declare function acceptedText(state: ReviewState): string;
/** What the right side shows: all but the rejected hunks merged. */
export declare function proposalText(state: ReviewState): string;
export declare function retype(state: ReviewState, newProposal: string): ReviewState;
export declare function rebase(state: ReviewState, presentAnswer: string): ReviewState;
/** The state whose accepted text is the present answer (after undo or redo in the document), if there is one. */
export declare function matchesHistory(state: ReviewState, presentAnswer: string): ReviewState | undefined;
export declare function proposalRangeOf(state: ReviewState, index: number): OffsetRange;
export declare function acceptedRangeOf(state: ReviewState, index: number): OffsetRange;
export declare function nextPending(
  state: ReviewState,
  from: number,
  direction: 'next' | 'previous',
): number | undefined;
