/** A stretch of an answer that is corrected at once, and the white space behind it, which stays as it is. */
export interface AnswerPart {
  readonly text: string;
  readonly separator: string;
}

const fence = /^ {0,3}(`{3,}|~{3,})/;

/** Joins parts again: the text they were split from. */
export function joinParts(parts: readonly AnswerPart[]): string {
  return parts.map(({ text, separator }) => text + separator).join('');
}

function withSeparator(piece: string): AnswerPart {
  const text = piece.trimEnd();
  return { text, separator: piece.slice(text.length) };
}

/** Pieces that end where `ends` says, white space behind the end included. */
function cutAt(text: string, ends: readonly number[]): AnswerPart[] {
  const parts: AnswerPart[] = [];
  let start = 0;
  for (const end of [...ends, text.length]) {
    const piece = text.slice(start, end);
    const last = parts.at(-1);
    // White space alone belongs to what is before it.
    if (last !== undefined && piece.trim() === '')
      parts[parts.length - 1] = { ...last, separator: last.separator + piece };
    else if (piece !== '') parts.push(withSeparator(piece));
    start = end;
  }
  return parts;
}

/**
 * Ends of pieces between which no code fence is open, where `isEnd` says so of a line and the one before it.
 * A fence is as CommonMark has it: closed by its own mark, alone on a line.
 */
function cutOutsideFences(
  text: string,
  isEnd: (line: {
    readonly opens: boolean;
    readonly afterBlank: boolean;
    readonly afterFence: boolean;
  }) => boolean,
): AnswerPart[] {
  const ends: number[] = [];
  let at = 0;
  let open: string | undefined;
  let afterBlank = false;
  let afterFence = false;
  for (const line of text.split(/(?<=\n)/)) {
    const mark = fence.exec(line)?.[1];
    if (open === undefined && isEnd({ opens: mark !== undefined, afterBlank, afterFence })) ends.push(at);
    const closes = open !== undefined && mark?.startsWith(open) === true && line.trim() === mark;
    if (closes) open = undefined;
    else if (open === undefined) open = mark;
    afterFence = closes;
    afterBlank = line.trim() === '';
    at += line.length;
  }
  return cutAt(text, ends);
}

/** Paragraphs, set apart by blank lines; a code fence is never cut. */
const paragraphs = (text: string) => cutOutsideFences(text, ({ afterBlank }) => afterBlank);

/** Code fences, and the text between them. */
const fencedBlocks = (text: string) => cutOutsideFences(text, ({ opens, afterFence }) => opens || afterFence);

/** Cuts behind each match. */
function cutBehind(text: string, pattern: RegExp): AnswerPart[] {
  return cutAt(
    text,
    Array.from(text.matchAll(pattern), (match) => match.index + match[0].length),
  );
}

const lines = (text: string) => cutBehind(text, /\n+/g);
const words = (text: string) => cutBehind(text, /\s+/g);

/** Characters that are looked at together for sentences; V8 copies the whole of them for every one that it finds. */
const sentenceWindow = 4096;

function sentences(text: string): AnswerPart[] {
  const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
  const ends: number[] = [];
  for (let start = 0, size = sentenceWindow; start < text.length;) {
    const found = Array.from(
      segmenter.segment(text.slice(start, start + size)),
      ({ index, segment }) => start + index + segment.length,
    );
    // The last one may go on behind the window.
    if (start + size < text.length) found.pop();
    const end = found.at(-1);
    size = end === undefined ? 2 * size : sentenceWindow;
    ends.push(...found);
    start = end ?? start;
  }
  return cutAt(text, ends);
}

/** Characters around the middle among which a boundary is looked for. */
const middleWindow = 64;

/** Two halves, cut between characters that a reader sees as one; a single one stays whole. */
function halves(text: string): AnswerPart[] {
  const from = Math.max(0, Math.floor(text.length / 2) - middleWindow);
  const segments = new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(
    text.slice(from, from + 2 * middleWindow),
  );
  // The window itself may begin amid a character.
  const ends = Array.from(segments, ({ index }) => from + index).filter((end) => end > from);
  const nearest = ends.toSorted((a, b) => Math.abs(a - text.length / 2) - Math.abs(b - text.length / 2))[0];
  return nearest === undefined ? [withSeparator(text)] : cutAt(text, [nearest]);
}

const isFenced = (text: string) => fence.test(text);

/** From the most natural cut to the last resort. Code is cut at lines, since it has no sentences. */
const levels: readonly ((text: string) => AnswerPart[])[] = [
  paragraphs,
  fencedBlocks,
  (text) => (isFenced(text) ? lines(text) : sentences(text)),
  lines,
  words,
];

function cutUntilFits(part: AnswerPart, fits: (text: string) => boolean, level: number): AnswerPart[] {
  if (fits(part.text)) return [part];
  let cut = [part];
  // A level that finds nothing to cut leaves the text to the next one.
  for (; cut.length < 2; level++) {
    if (level > levels.length) return [part];
    cut = (levels[level] ?? halves)(part.text);
  }
  const pieces = cut.flatMap((piece) => cutUntilFits(piece, fits, Math.min(level, levels.length)));
  const last = pieces.pop();
  return last === undefined ? [part] : [...pieces, { ...last, separator: last.separator + part.separator }];
}

/**
 * Splits an answer into parts of at most `limit` by `size` (tokens): paragraphs where possible, then sentences, then
 * words, never inside a code fence that fits by itself. Neighbours that fit together are one part; their sizes are
 * added up, since measuring every joined text anew would take long for a long answer. `joinParts` gives the answer
 * back.
 */
export function splitAnswer(answer: string, limit: number, size: (text: string) => number): AnswerPart[] {
  const sizes = new Map<string, number>();
  const sizeOf = (text: string) => {
    const known = sizes.get(text) ?? size(text);
    sizes.set(text, known);
    return known;
  };
  const pieces = cutUntilFits({ text: answer, separator: '' }, (text) => sizeOf(text) <= limit, 0);
  const parts: AnswerPart[] = [];
  let used = 0;
  for (const piece of pieces) {
    const last = parts.at(-1);
    const added = sizeOf(piece.text) + (last === undefined ? 0 : sizeOf(last.separator));
    if (last !== undefined && used + added <= limit) {
      parts[parts.length - 1] = { text: last.text + last.separator + piece.text, separator: piece.separator };
      used += added;
    } else {
      parts.push(piece);
      used = added;
    }
  }
  return parts;
}
