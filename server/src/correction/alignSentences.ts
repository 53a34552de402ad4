import { diffArrays } from 'diff';
import { sentencesOf, wordsOf } from './segments';
import type { OffsetRange } from './types';

/** A stretch that differs: `resembling` is worth a look word by word, `replaced` is other text altogether. */
export interface SentencePair {
  readonly kind: 'resembling' | 'replaced';
  readonly original: OffsetRange;
  readonly corrected: OffsetRange;
}

interface Sentence {
  readonly range: OffsetRange;
  /** Without the white space around it. */
  readonly key: string;
}

type Run = readonly [original: readonly Sentence[], corrected: readonly Sentence[], matched: boolean];
type WordCounts = ReadonlyMap<string, number>;

/** Beyond so many sentences removed and added the texts are compared as one stretch (jsdiff is O(N·D)). */
const maxSentenceEdits = 1000;
/** Sentences of one side times sentences of the other that are compared by resemblance. */
const maxResemblances = 20_000;
/** Share of common words (Dice's coefficient) from which one sentence is an edit of the other, found on real corrections. */
const leastResemblance = 0.4;

function read(text: string): readonly Sentence[] {
  return sentencesOf(text).map((range) => ({ range, key: text.slice(range.start, range.end).trim() }));
}

function countWords(text: string): WordCounts {
  const counts = new Map<string, number>();
  for (const { start, end } of wordsOf(text)) {
    const word = text.slice(start, end).toLowerCase();
    if (/[\p{L}\p{N}]/u.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** Dice's coefficient of two bags of words, 0 to 1. */
function resemblance(a: WordCounts, b: WordCounts): number {
  let common = 0;
  let total = 0;
  for (const [word, count] of a) {
    common += Math.min(count, b.get(word) ?? 0);
    total += count;
  }
  for (const count of b.values()) total += count;
  return total === 0 ? 1 : (2 * common) / total;
}

function alignRuns(
  a: readonly Sentence[],
  b: readonly Sentence[],
  equal: (left: Sentence, right: Sentence) => boolean,
): readonly Run[] | undefined {
  const parts = diffArrays<Sentence>([...a], [...b], { comparator: equal, maxEditLength: maxSentenceEdits });
  if (parts === undefined) return undefined;
  const runs: Run[] = [];
  let i = 0;
  let j = 0;
  let runStart: readonly [number, number] = [0, 0];
  const closeRun = (): void => {
    const [i0, j0] = runStart;
    if (i > i0 || j > j0) runs.push([a.slice(i0, i), b.slice(j0, j), false]);
  };
  for (const part of parts) {
    if (part.removed) i += part.count;
    else if (part.added) j += part.count;
    else {
      closeRun();
      for (let k = 0; k < part.count; k += 1)
        runs.push([a.slice(i + k, i + k + 1), b.slice(j + k, j + k + 1), true]);
      i += part.count;
      j += part.count;
      runStart = [i, j];
    }
  }
  closeRun();
  return runs;
}

function spanOf(sentences: readonly Sentence[], emptyAt: number): OffsetRange {
  return { start: sentences[0]?.range.start ?? emptyAt, end: sentences.at(-1)?.range.end ?? emptyAt };
}

/** Sentences that one side has split or joined are compared together. */
function joinSplitSentences(
  runs: readonly Run[],
  counts: (run: readonly Sentence[]) => WordCounts,
): readonly Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last !== undefined && last[2] !== run[2]) {
      const both: Run = [[...last[0], ...run[0]], [...last[1], ...run[1]], true];
      const matched = last[2] ? last : run;
      const other = last[2] ? run : last;
      const isOneSided = other[0].length === 0 || other[1].length === 0;
      const alone = resemblance(counts(matched[0]), counts(matched[1]));
      const together = resemblance(counts(both[0]), counts(both[1]));
      if (isOneSided && together > alone) {
        joined[joined.length - 1] = both;
        continue;
      }
    }
    joined.push(run);
  }
  return joined;
}

function resemblingRuns(a: readonly Sentence[], b: readonly Sentence[]): readonly Run[] {
  if (a.length === 0 || b.length === 0) return [[a, b, false]];
  if (a.length * b.length > maxResemblances) return [[a, b, true]];
  const known = new Map<Sentence, WordCounts>();
  const ofOne = (sentence: Sentence): WordCounts => {
    const found = known.get(sentence) ?? countWords(sentence.key);
    known.set(sentence, found);
    return found;
  };
  const ofMany = (sentences: readonly Sentence[]): WordCounts =>
    countWords(sentences.map(({ key }) => key).join('\n'));
  const runs = alignRuns(a, b, (l, r) => resemblance(ofOne(l), ofOne(r)) >= leastResemblance) ?? [
    [a, b, true],
  ];
  return joinSplitSentences(runs, ofMany).map(([left, right, matched]) =>
    matched || left.length === 0 || right.length === 0
      ? [left, right, matched]
      : [left, right, resemblance(ofMany(left), ofMany(right)) >= leastResemblance],
  );
}

/** Where nearly every sentence differs: line by line, if there are as many on both sides. */
function alignLines(original: string, corrected: string): readonly Run[] | undefined {
  const lines = (text: string): readonly Sentence[] =>
    [...text.matchAll(/[^\n]*\n|[^\n]+$/g)].map(({ 0: key, index }) => ({
      range: { start: index, end: index + key.length },
      key,
    }));
  const a = lines(original);
  const b = lines(corrected);
  if (a.length !== b.length) return undefined;
  return a.map((line, index) => [[line], b.slice(index, index + 1), true]);
}

/**
 * The stretches of sentences that differ, in order. What lies between two of them is equal.
 * Equal sentences are aligned first; inside what is left, sentences that share many of their words.
 */
export function alignSentences(original: string, corrected: string): readonly SentencePair[] {
  const a = read(original);
  const b = read(corrected);
  const runs = alignRuns(a, b, (left, right) => left.key === right.key) ??
    alignLines(original, corrected) ?? [[a, b, false]];
  const pairs: SentencePair[] = [];
  let i = 0;
  let j = 0;
  for (const [left, right, matched] of runs) {
    const inner: readonly Run[] = matched ? [[left, right, true]] : resemblingRuns(left, right);
    for (const [innerLeft, innerRight, resembling] of inner) {
      const originalSpan = spanOf(innerLeft, i);
      const correctedSpan = spanOf(innerRight, j);
      i = originalSpan.end;
      j = correctedSpan.end;
      const before = original.slice(originalSpan.start, originalSpan.end);
      const after = corrected.slice(correctedSpan.start, correctedSpan.end);
      if (before !== after) {
        pairs.push({
          kind: resembling ? 'resembling' : 'replaced',
          original: originalSpan,
          corrected: correctedSpan,
        });
      }
    }
  }
  return pairs;
}
