import type { HunkDecision, ReviewState } from '../../../server/src/correction/review';
import type { CommandId } from '../../../server/src/protocol/commands';

/** A code lens of a review, at an offset of the text that it stands over. */
export interface HunkLens {
  readonly offset: number;
  readonly title: string;
  readonly tooltip: string;
  readonly command: CommandId;
  /** The hunk that the command is about; undefined: all of them. */
  readonly hunk?: number;
}

export interface DecisionCount {
  readonly accepted: number;
  readonly rejected: number;
  readonly pending: number;
}

export function countDecisions(decisions: readonly HunkDecision[]): DecisionCount {
  const count = (decision: HunkDecision): number => decisions.filter((each) => each === decision).length;
  return { accepted: count('accepted'), rejected: count('rejected'), pending: count('pending') };
}

/** `2 accepted, 1 rejected`; `nothing decided` for none. */
export function describeDecisions({ accepted, rejected }: DecisionCount): string {
  const parts = [accepted > 0 ? `${accepted} accepted` : '', rejected > 0 ? `${rejected} rejected` : ''];
  return parts.filter((part) => part !== '').join(', ') || 'nothing decided';
}

/**
 * Accept and Reject for each pending hunk, where `offsetOf` says that the hunk stands. Without a pending hunk there
 * is one lens that ends the review.
 */
export function hunkLenses(state: ReviewState, offsetOf: (hunk: number) => number): readonly HunkLens[] {
  const lenses = state.hunks.flatMap((hunk, index): readonly HunkLens[] => {
    if (state.decisions[index] !== 'pending') return [];
    const offset = offsetOf(index);
    return [
      {
        offset,
        title: `$(check) Accept “${hunk.summary}”`,
        tooltip: 'Write this change to the document',
        command: 'aligner.review.acceptHunk',
        hunk: index,
      },
      {
        offset,
        title: '$(close) Reject',
        tooltip: 'Keep the answer as it is here',
        command: 'aligner.review.rejectHunk',
        hunk: index,
      },
    ];
  });
  if (lenses.length > 0) return lenses;
  const title = `$(check-all) Finish the review: ${describeDecisions(countDecisions(state.decisions))}`;
  return [
    { offset: 0, title, tooltip: 'Nothing is left to decide here', command: 'aligner.review.acceptAll' },
  ];
}
