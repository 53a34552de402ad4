import type { HunkDecision, ReviewState } from '../../../server/src/correction/review';
import type { CommandId } from '../../../server/src/protocol/commands';
import type { LinePosition } from './displayText';

/** A code lens of a review, and the position of the text that it stands over. */
export interface HunkLens {
  readonly position: LinePosition;
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

/** `2 accepted, 1 rejected`; `nothing changed` for none. */
export function describeDecisions({ accepted, rejected }: DecisionCount): string {
  const parts = [accepted > 0 ? `${accepted} accepted` : '', rejected > 0 ? `${rejected} rejected` : ''];
  return parts.filter((part) => part !== '').join(', ') || 'nothing changed';
}

/** Keeps the icon of a lens apart from its text: a plain space is swallowed there. */
const space = '\u00a0';

/**
 * Accept and Reject above each line with pending hunks. A row of lenses is cut at the edge of the editor, so hunks
 * that share a line share one row: it is about the active one, else the first, and leads on to the next. Without a
 * pending hunk there is one lens that ends the review.
 */
export function hunkLenses(
  state: ReviewState,
  active: number | undefined,
  positionOf: (hunk: number) => LinePosition,
): readonly HunkLens[] {
  const pending = [...state.hunks.keys()].filter((hunk) => state.decisions[hunk] === 'pending');
  if (pending.length === 0) {
    return [
      {
        position: { line: 0, character: 0 },
        title: `$(check-all)${space}Finish: ${describeDecisions(countDecisions(state.decisions))}`,
        tooltip: 'Nothing is left to decide here',
        command: 'aligner.review.acceptAll',
      },
    ];
  }
  const rows = new Map<number, number>();
  for (const hunk of pending) {
    const { line } = positionOf(hunk);
    if (!rows.has(line) || hunk === active) rows.set(line, hunk);
  }
  return [...rows.values()].flatMap((hunk) => {
    const position = positionOf(hunk);
    const row: readonly HunkLens[] = [
      {
        position,
        title: `$(check)${space}Accept: ${state.hunks[hunk]?.summary ?? ''}`,
        tooltip: 'Write this change to the document',
        command: 'aligner.review.acceptHunk',
        hunk,
      },
      {
        position,
        title: `$(close)${space}Reject`,
        tooltip: 'Keep the answer as it is here',
        command: 'aligner.review.rejectHunk',
        hunk,
      },
    ];
    if (pending.length === 1) return row;
    const title = `${pending.indexOf(hunk) + 1} of ${pending.length}${space}$(arrow-down)`;
    return [...row, { position, title, tooltip: 'Go to the next hunk', command: 'aligner.review.nextHunk' }];
  });
}
