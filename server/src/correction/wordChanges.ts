import { diffArrays } from 'diff';
import { alignSentences } from './alignSentences';
import { wordsOf } from './segments';
import type { OffsetRange } from './types';

/** A range of the original that another range of the corrected text takes the place of; either may be empty. */
export interface TextReplacement {
  readonly original: OffsetRange;
  readonly corrected: OffsetRange;
}

/** Beyond so many words removed and added, a stretch of text counts as rewritten (jsdiff is O(N·D)). */
const maxWordEdits = 600;

function shifted({ start, end }: OffsetRange, by: number): OffsetRange {
  return { start: start + by, end: end + by };
}

/** Leaves out the white space that both sides begin or end with, in whole characters as a reader sees them. */
export function withoutCommonSpace(
  a: string,
  b: string,
  change: TextReplacement,
): TextReplacement | undefined {
  let { start: a0, end: a1 } = change.original;
  let { start: b0, end: b1 } = change.corrected;
  const isSpace = (unit: string | undefined): boolean => unit !== undefined && /\s/.test(unit);
  const marked = /^\p{M}/u;
  // CR LF is one character to a reader, so that its LF alone is not the same as another LF.
  const isWholeBreak = (i: number, j: number): boolean =>
    (a[i] !== '\n' || (a[i - 1] === '\r') === (b[j - 1] === '\r')) &&
    (a[i] !== '\r' || (a[i + 1] === '\n') === (b[j + 1] === '\n'));
  while (
    a0 < a1 &&
    b0 < b1 &&
    a[a0] === b[b0] &&
    isSpace(a[a0]) &&
    isWholeBreak(a0, b0) &&
    !marked.test(a.slice(a0 + 1, a0 + 3)) &&
    !marked.test(b.slice(b0 + 1, b0 + 3))
  ) {
    a0 += 1;
    b0 += 1;
  }
  while (
    a1 > a0 &&
    b1 > b0 &&
    a[a1 - 1] === b[b1 - 1] &&
    isSpace(a[a1 - 1]) &&
    isWholeBreak(a1 - 1, b1 - 1)
  ) {
    a1 -= 1;
    b1 -= 1;
  }
  if (a0 === a1 && b0 === b1) return undefined;
  return { original: { start: a0, end: a1 }, corrected: { start: b0, end: b1 } };
}

const itemMark = /^[ \t]*(?:[-*+•]|\d{1,3}[.)]|[|#>]+)[ \t]+/;
/** Where a paragraph, a list item or a table row begins. */
const itemStart = /(?<=\n)(?=\s*?\n*[ \t]*(?:[-*+•|]|\d{1,3}[.)])[ \t])|(?<=\n[ \t]*\n)(?=\S)/g;

function itemsOf(text: string, range: OffsetRange): readonly OffsetRange[] {
  const slice = text.slice(range.start, range.end);
  const starts = [...slice.matchAll(itemStart)].map(({ index }) => range.start + index);
  const cuts = [range.start, ...starts.filter((start) => start > range.start), range.end];
  return cuts.slice(1).map((end, index) => ({ start: cuts[index] ?? end, end }));
}

/** Rewritten text is taken item by item if there are as many items on both sides; an equal list mark stays. */
function replacements(a: string, b: string, pair: TextReplacement): readonly TextReplacement[] {
  const aItems = itemsOf(a, pair.original);
  const bItems = itemsOf(b, pair.corrected);
  const isEven = aItems.length === bItems.length;
  const pairs = isEven
    ? aItems.map((original, index) => ({ original, corrected: bItems[index] ?? pair.corrected }))
    : [pair];
  return pairs.flatMap(({ original, corrected }) => {
    const mark = itemMark.exec(a.slice(original.start, original.end))?.[0] ?? '';
    const shared = b.slice(corrected.start, corrected.end).startsWith(mark) ? mark.length : 0;
    const rest = {
      original: { start: original.start + shared, end: original.end },
      corrected: { start: corrected.start + shared, end: corrected.end },
    };
    return withoutCommonSpace(a, b, rest) ?? [];
  });
}

/** Word changes inside one aligned stretch; offsets are of the stretch. */
function changesInside(a: string, b: string): readonly TextReplacement[] {
  const aWords = wordsOf(a);
  const bWords = wordsOf(b);
  const parts = diffArrays(
    aWords.map(({ start, end }) => a.slice(start, end)),
    bWords.map(({ start, end }) => b.slice(start, end)),
    { maxEditLength: maxWordEdits },
  );
  const changes: TextReplacement[] = [];
  let aEnd = 0;
  let bEnd = 0;
  const close = (aNext: number, bNext: number): void => {
    if (a.slice(aEnd, aNext) === b.slice(bEnd, bNext)) return;
    const change = { original: { start: aEnd, end: aNext }, corrected: { start: bEnd, end: bNext } };
    const tight = withoutCommonSpace(a, b, change);
    if (tight !== undefined) changes.push(tight);
  };
  let i = 0;
  let j = 0;
  for (const part of parts ?? []) {
    if (part.removed) {
      i += part.count;
    } else if (part.added) {
      j += part.count;
    } else {
      for (let k = 0; k < part.count; k += 1) {
        const aWord = aWords[i];
        const bWord = bWords[j];
        if (aWord === undefined || bWord === undefined) break;
        close(aWord.start, bWord.start);
        aEnd = aWord.end;
        bEnd = bWord.end;
        i += 1;
        j += 1;
      }
    }
  }
  close(a.length, b.length);
  return changes;
}

/** Touching changes have nothing between them that could stay as it is. */
function joinTouching(a: string, b: string, changes: readonly TextReplacement[]): readonly TextReplacement[] {
  const joined: TextReplacement[] = [];
  for (const change of changes) {
    const previous = joined.at(-1);
    if (
      previous?.original.end === change.original.start &&
      previous.corrected.end === change.corrected.start
    ) {
      joined[joined.length - 1] = joinChanges(previous, change);
    } else {
      joined.push(change);
    }
  }
  return joined.flatMap((change) => withoutCommonSpace(a, b, change) ?? []);
}

/** One change from the start of the first to the end of the last. */
export function joinChanges(first: TextReplacement, last: TextReplacement): TextReplacement {
  return {
    original: { start: first.original.start, end: last.original.end },
    corrected: { start: first.corrected.start, end: last.corrected.end },
  };
}

/**
 * What differs, word by word: sentences are aligned first, then the words of sentences that resemble each other.
 * Sorted; between two changes both texts are equal; no change begins or ends within a word. Deterministic.
 */
export function wordChanges(original: string, corrected: string): readonly TextReplacement[] {
  const changes: TextReplacement[] = [];
  for (const pair of alignSentences(original, corrected)) {
    const a = original.slice(pair.original.start, pair.original.end);
    const b = corrected.slice(pair.corrected.start, pair.corrected.end);
    if (pair.kind === 'replaced') {
      changes.push(...replacements(original, corrected, pair));
      continue;
    }
    for (const change of changesInside(a, b)) {
      changes.push({
        original: shifted(change.original, pair.original.start),
        corrected: shifted(change.corrected, pair.corrected.start),
      });
    }
  }
  return joinTouching(original, corrected, changes);
}
