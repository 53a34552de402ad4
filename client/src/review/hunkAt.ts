import type { ReviewState } from '../../../server/src/correction/review';
import type { OffsetRange } from '../../../server/src/correction/types';

/** The pending hunk at or nearest to an offset of the shown text, within `reach` characters. */
export function pendingHunkAt(
  state: ReviewState,
  offset: number,
  rangeOf: (hunk: number) => OffsetRange,
  reach = 200,
): number | undefined {
  let nearest: number | undefined;
  let least = reach;
  for (const index of state.hunks.keys()) {
    if (state.decisions[index] !== 'pending') continue;
    const { start, end } = rangeOf(index);
    const distance = Math.max(start - offset, offset - end, 0);
    if (distance >= least) continue;
    nearest = index;
    least = distance;
  }
  return nearest;
}
