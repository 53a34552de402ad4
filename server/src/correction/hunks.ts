import { sentencesOf, wordsOf } from './segments';
import type { OffsetRange } from './types';
import { joinChanges, withoutCommonSpace, wordChanges, type TextReplacement } from './wordChanges';

/** One decision for the user: a range of the original and what the correction has in its place. */
export interface Hunk {
  readonly original: OffsetRange;
  readonly corrected: OffsetRange;
  readonly originalText: string;
  readonly correctedText: string;
  /** One short line for a code lens: `“Albert Einstein” → “Charles Darwin”`. */
  readonly summary: string;
}

/** Changes of one sentence with at most so many unchanged words between them are one hunk. */
const closeWords = 3;
/** From this share of changed words on, the changes of one sentence are one hunk however far apart. */
const denseShare = 0.5;
const longestQuote = 40;

/** On one line, shortened at a word where there is one. */
function quoted(text: string): string {
  const line = text
    .slice(0, longestQuote * 8)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(new Intl.Segmenter('en').segment(line), ({ segment }) => segment);
  if (characters.length <= longestQuote) return `“${line}”`;
  const cut = characters.slice(0, longestQuote).join('');
  const atWord = cut.replace(/\s\S*$/, '');
  return `“${atWord.length >= longestQuote / 2 ? atWord : cut}…”`;
}

/** What a hunk does, in one line. */
function summarize(originalText: string, correctedText: string): string {
  const hasOriginal = originalText.trim() !== '';
  const hasCorrected = correctedText.trim() !== '';
  if (hasOriginal && hasCorrected) return `${quoted(originalText)} → ${quoted(correctedText)}`;
  if (hasOriginal) return `Remove ${quoted(originalText)}`;
  if (hasCorrected) return `Add ${quoted(correctedText)}`;
  if (/\n/.test(originalText + correctedText)) return 'Change line breaks';
  return 'Change spaces';
}

/** Where the text of each sentence ends, the white space after it left out. */
function sentenceEnds(text: string): readonly number[] {
  return sentencesOf(text).map(({ start, end }) => start + text.slice(start, end).trimEnd().length);
}

/** Whether a sentence ends in [from, to]; the ends are in order. */
function endsBetween(ends: readonly number[], from: number, to: number): boolean {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? Infinity) >= from) high = middle;
    else low = middle + 1;
  }
  return (ends[low] ?? Infinity) <= to;
}

function countWords(text: string, range: OffsetRange): number {
  return wordsOf(text.slice(range.start, range.end)).filter(({ start, end }) =>
    /[\p{L}\p{N}]/u.test(text.slice(range.start + start, range.start + end)),
  ).length;
}

/** Nothing between two changes that a person would read as kept: spaces, or one line break. */
function isNothingBetween(original: string, first: TextReplacement, second: TextReplacement): boolean {
  const between = original.slice(first.original.end, second.original.start);
  if (/\n\s*\n/.test(between)) return false;
  if (between.trim() === '') return true;
  const changesSpaceOnly = [first, second].some(
    ({ original: { start, end }, corrected }) =>
      original.slice(start, end).trim() === '' && corrected.end - corrected.start <= 1,
  );
  return changesSpaceOnly && !/[\n\p{L}\p{N}]/u.test(between);
}

/** Where a change must lie behind a sentence's end to be of another sentence: new text right at the end is not. */
function reach(corrected: string, change: TextReplacement): number {
  const [first = ' '] = corrected.slice(change.corrected.start, change.corrected.end);
  return first.trim() === '' ? change.original.start : change.original.start - 1;
}

/** Puts together what belongs to one sentence, if its changes are close to each other or dense. */
function groupChanges(
  original: string,
  corrected: string,
  changes: readonly TextReplacement[],
): readonly TextReplacement[] {
  const ends = sentenceEnds(original);
  const groups: TextReplacement[] = [];
  let sentence: TextReplacement[] = [];
  const closeSentence = (): void => {
    const [first] = sentence;
    const last = sentence.at(-1);
    if (first === undefined || last === undefined) return;
    const whole = joinChanges(first, last);
    const changed = sentence.reduce((sum, { original: range }) => sum + countWords(original, range), 0);
    const spanned = countWords(original, whole.original);
    if (changed >= denseShare * spanned) groups.push(whole);
    else groups.push(...joinClose(original, sentence));
    sentence = [];
  };
  for (const change of changes) {
    const previous = sentence.at(-1);
    if (
      previous !== undefined &&
      endsBetween(ends, previous.original.end, reach(corrected, change)) &&
      !isNothingBetween(original, previous, change)
    ) {
      closeSentence();
    }
    sentence.push(change);
  }
  closeSentence();
  return groups.flatMap((group) => withoutCommonSpace(original, corrected, group) ?? []);
}

function joinClose(original: string, changes: readonly TextReplacement[]): readonly TextReplacement[] {
  const joined: TextReplacement[] = [];
  for (const change of changes) {
    const previous = joined.at(-1);
    const gap = { start: previous?.original.end ?? 0, end: change.original.start };
    if (previous !== undefined && countWords(original, gap) <= closeWords) {
      joined[joined.length - 1] = joinChanges(previous, change);
    } else {
      joined.push(change);
    }
  }
  return joined;
}

/**
 * The differences of two texts, grouped as a person would accept or reject them: changes of one sentence that are
 * close or dense are one hunk, changes of different sentences are different hunks, a whole sentence that came or
 * went is one hunk with its white space. Sorted; between two hunks both texts are equal.
 */
export function computeHunks(original: string, corrected: string): readonly Hunk[] {
  return groupChanges(original, corrected, wordChanges(original, corrected)).map((change) => {
    const originalText = original.slice(change.original.start, change.original.end);
    const correctedText = corrected.slice(change.corrected.start, change.corrected.end);
    return { ...change, originalText, correctedText, summary: summarize(originalText, correctedText) };
  });
}

/** The original with the accepted hunks (by index) put in; none gives the original, all the corrected text. */
export function mergeHunks(original: string, hunks: readonly Hunk[], accepted: ReadonlySet<number>): string {
  let merged = '';
  let end = 0;
  for (const [index, hunk] of hunks.entries()) {
    merged += original.slice(end, hunk.original.start);
    merged += accepted.has(index) ? hunk.correctedText : hunk.originalText;
    end = hunk.original.end;
  }
  return merged + original.slice(end);
}
