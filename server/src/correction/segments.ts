import type { OffsetRange } from './types';

/** Intl.Segmenter needs time quadratic in the length of its input (V8, ICU), so it is given windows of this size. */
const windowSize = 2048;

function isInsidePair(text: string, offset: number): boolean {
  return (text.codePointAt(offset - 1) ?? 0) > 0xffff;
}

/** The segments of a text in order, without gaps; the last one of each window is read again in the next. */
function* segmentsOf(text: string, segmenter: Intl.Segmenter, window: number): Generator<OffsetRange> {
  let start = 0;
  while (start < text.length) {
    let end = Math.min(text.length, start + window);
    if (end < text.length && isInsidePair(text, end)) end += 1;
    let held: OffsetRange | undefined;
    for (const { index, segment } of segmenter.segment(text.slice(start, end))) {
      if (held !== undefined) yield held;
      held = { start: start + index, end: start + index + segment.length };
    }
    if (held === undefined) return;
    const wholeWindow = held.start === start;
    if (end === text.length || wholeWindow) {
      yield held;
      start = held.end;
    } else {
      start = held.start;
    }
  }
}

/** The words and punctuation marks of a text (Unicode UAX #29), white space left out. */
export function wordsOf(text: string): readonly OffsetRange[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
  const words: OffsetRange[] = [];
  for (const range of segmentsOf(text, segmenter, windowSize)) {
    if (text.slice(range.start, range.end).trim() !== '') words.push(range);
  }
  return words;
}

/** UAX #29 breaks after these; a reader does not. A single letter is an initial, a number the mark of a list item. */
const notTheEnd =
  /(?:^|[\s("“‘])(?:Dr|Mr|Mrs|Ms|Prof|St|Sr|Jr|vs|etc|e\.g|i\.e|cf|approx|No|Nos|Fig|Figs|Eq|pp?|Vol|Ch|Inc|Ltd|Co|Gen|Col|Capt|Sgt|Rev|Hon|Gov|Sen|Rep|Mt|Ft|U\.S|U\.K|[A-Z])\.[ \t]+$/;
const listMark = /^\s*(?:[-*+•]|[*_]{0,2}\(?(?:\d{1,3}|[a-zA-Z])[.)][*_]{0,2})[ \t]*$/;
const lineBreakAtEnd = /[\n\r\u2028\u2029]$/;
const sentenceEnd = /[.!?:;…。！？|>}\])"”’*_`#-]\s*$/;
/** A shorter line is a line of a list or a verse; a longer one that ends without a full stop is wrapped. */
const shortestWrappedLine = 50;

function continues(before: string, after: string): boolean {
  if (lineBreakAtEnd.test(before)) {
    return (
      before.length >= shortestWrappedLine &&
      !sentenceEnd.test(before) &&
      /^[ \t>]*[\p{Ll}\p{Lu}\p{N}("“']/u.test(after) &&
      !listMark.test(after)
    );
  }
  return listMark.test(before) || (notTheEnd.test(before) && after.trim() !== '');
}

/**
 * The sentences of a text in order, without gaps, each with the white space after it; blank lines belong to the
 * sentence before them. Follows UAX #29, but keeps abbreviations, list marks and hard-wrapped lines together.
 */
export function sentencesOf(text: string): readonly OffsetRange[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  const sentences: OffsetRange[] = [];
  let start = 0;
  let end = 0;
  for (const range of segmentsOf(text, segmenter, windowSize)) {
    const segment = text.slice(range.start, range.end);
    const before = text.slice(Math.max(start, end - 120), end);
    const isBlank = segment.trim() === '';
    if (end > start && !isBlank && !continues(before, segment)) {
      sentences.push({ start, end });
      start = range.start;
    }
    end = range.end;
  }
  if (end > start) sentences.push({ start, end });
  return sentences;
}
