import { wordsOf } from './segments';
import { wordChanges } from './wordChanges';

/**
 * How much was edited: words inserted, deleted or replaced, by the words of the original; 0 is unchanged, 1 or
 * more is rewritten. In the manner of the Aligner paper's B.6, D(a, c) = Levenshtein(T(a), T(c)) / |T(a)|, but on
 * words instead of a model's tokens and over the changes that are shown, which is at least the least distance.
 */
export function editRatio(original: string, corrected: string): number {
  const count = (text: string, start: number, end: number): number => wordsOf(text.slice(start, end)).length;
  const edits = wordChanges(original, corrected).reduce(
    (sum, change) =>
      sum +
      Math.max(
        count(original, change.original.start, change.original.end),
        count(corrected, change.corrected.start, change.corrected.end),
      ),
    0,
  );
  return edits / Math.max(1, wordsOf(original).length);
}
