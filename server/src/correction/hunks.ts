import type { OffsetRange } from './types';
export interface Hunk {
  readonly original: OffsetRange;
  readonly corrected: OffsetRange;
  readonly originalText: string;
  readonly correctedText: string;
  /** One short line for a code lens. */
  readonly summary: string;
}
export declare function computeHunks(original: string, corrected: string): readonly Hunk[];
export declare function mergeHunks(
  original: string,
  hunks: readonly Hunk[],
  accepted: ReadonlySet<number>,
): string;
