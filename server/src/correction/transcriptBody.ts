import { sliceView, type DecodedText, type Slice } from './decodedText';
import {
  isBlank,
  linesOf,
  stripContainers,
  type Container,
  type Line,
  type PlacedLabel,
} from './transcriptLines';
import type { OffsetRange } from './types';

/** The text of a turn, and the prefix that its lines have. */
export interface TurnBody {
  readonly decoded: DecodedText;
  /** In the text that the transcript was read from. */
  readonly range: OffsetRange;
  readonly linePrefix: string;
}

const separator = /^\s*([-*_=])(?:[ \t]*\1){2,}[ \t]*$/;
const siblingItem = /^(?:[-*+]|\d{1,9}[.)])[ \t]/;

interface BodyLine extends Line {
  /** Where the text of the line starts. */
  readonly content: number;
}

/** The lines of a turn: up to the next turn, or to the end of the blockquote or list item it stands in. */
function collectLines(
  text: string,
  lines: readonly Line[],
  label: PlacedLabel,
  endLine: number,
): readonly BodyLine[] {
  const body: BodyLine[] = [];
  const labelLine = lines[label.bodyLine - 1];
  if (labelLine !== undefined) body.push({ ...labelLine, content: label.contentStart });
  let afterBlank = false;
  for (let index = label.bodyLine; index < endLine; index += 1) {
    const line = lines[index];
    if (line === undefined) break;
    const { start, state } = stripContainers(text, line, label.containers);
    if (state === 'outside') break;
    const head = state === 'lazy' ? text.slice(start, Math.min(line.end, start + 40)) : '';
    if (state === 'lazy' && (afterBlank || siblingItem.test(head.trimStart()) || head.startsWith('#'))) break;
    afterBlank = isBlank(text, start, line.end);
    body.push({ start: line.start, end: line.end, next: line.next, content: start });
  }
  return body;
}

/** An answer that stands in a blockquote as a whole, its label outside: the marks are prefix, not text. */
function stripWholeQuote(
  text: string,
  body: readonly BodyLine[],
): { readonly body: readonly BodyLine[]; readonly depth: number } {
  let present = body;
  let depth = 0;
  const quote: readonly Container[] = [{ kind: 'quote' }];
  while (depth < 3) {
    const [first, ...rest] = present;
    const isEmpty = (line: BodyLine): boolean => isBlank(text, line.content, line.end);
    const firstText = rest.find((line) => !isEmpty(line));
    if (first === undefined || firstText === undefined || !isEmpty(first)) break;
    if (stripContainers(text, { ...firstText, start: firstText.content }, quote).state === 'outside') break;
    const stripped = rest.map((line) => {
      const { start, state } = stripContainers(text, { ...line, start: line.content }, quote);
      return {
        ...line,
        content: state === 'inside' ? start : line.content,
        isQuoted: state === 'inside' || isEmpty(line),
      };
    });
    if (!stripped.every(({ isQuoted }) => isQuoted)) break;
    present = [first, ...stripped.map(({ start, end, next, content }) => ({ start, end, next, content }))];
    depth += 1;
  }
  return { body: present, depth };
}

/** Leaves out what belongs to the document's own structure: a rule, or the heading of the next conversation. */
function dropTail(
  text: string,
  body: readonly BodyLine[],
  level: number,
  nextIsUser: boolean,
): readonly BodyLine[] {
  let end = body.length;
  while (end > 1) {
    const line = body[end - 1];
    if (line === undefined) break;
    const head = text.slice(line.content, Math.min(line.end, line.content + 160));
    const marks = /^(#{1,6})[ \t]/.exec(head)?.[1];
    const isHeading = nextIsUser && marks !== undefined && marks.length < level;
    if (head.trim() !== '' && !separator.test(head) && !isHeading) break;
    end -= 1;
  }
  return body.slice(0, end);
}

function slicesOf(text: string, body: readonly BodyLine[]): readonly Slice[] {
  const slices: Slice[] = [];
  let start = body[0]?.content ?? 0;
  let previous: BodyLine | undefined;
  for (const line of body) {
    if (previous !== undefined) {
      const range = { start: previous.end, end: line.content };
      const isPlain = range.end - range.start === 1 && text[range.start] === '\n';
      if (!isPlain) {
        slices.push({ range: { start, end: previous.end } }, { range, readsAs: '\n' });
        start = line.content;
      }
    }
    previous = line;
  }
  slices.push({ range: { start, end: previous?.end ?? start } });
  return slices;
}

/** The text without the blank lines before it and the white space after it; text beside a label has no indentation. */
function trimBody(text: string, body: readonly BodyLine[]): readonly BodyLine[] {
  const isEmpty = (line: BodyLine): boolean => isBlank(text, line.content, line.end);
  const [first] = body;
  if (first === undefined) return [];
  let kept = body;
  if (isEmpty(first)) {
    const start = body.findIndex((line) => !isEmpty(line));
    kept = start < 0 ? [] : body.slice(start);
  } else {
    const indent = /^\s*/.exec(text.slice(first.content, first.end))?.[0].length ?? 0;
    kept = [{ ...first, content: first.content + indent }, ...body.slice(1)];
  }
  let end = kept.length;
  while (end > 0) {
    const line = kept[end - 1];
    if (line !== undefined && !isEmpty(line)) break;
    end -= 1;
  }
  const last = kept[end - 1];
  if (last === undefined) return [];
  const lastEnd = last.content + text.slice(last.content, last.end).trimEnd().length;
  return [...kept.slice(0, end - 1), { ...last, end: lastEnd }];
}

function prefixOf(containers: readonly Container[], quotes: number): string {
  const own = containers.map((container) =>
    container.kind === 'quote' ? '> ' : ' '.repeat(container.width),
  );
  return own.join('') + '> '.repeat(quotes);
}

/**
 * Reads the text of a turn. Line breaks read as LF.
 * @param endLine the line of the next turn's label, or the count of lines.
 */
export function readBody(
  view: DecodedText,
  lines: readonly Line[],
  label: PlacedLabel,
  endLine: number,
  nextIsUser: boolean,
): TurnBody | undefined {
  const { text } = view;
  const collected = collectLines(text, lines, label, endLine);
  const { body, depth } = stripWholeQuote(text, dropTail(text, collected, label.level, nextIsUser));
  const trimmed = trimBody(text, body);
  const first = trimmed[0];
  const last = trimmed.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    decoded: sliceView(view, slicesOf(text, trimmed)),
    range: { start: first.content, end: last.end },
    linePrefix: prefixOf(label.containers, depth),
  };
}

/** Reads a stretch of plain text (a ChatML turn); white space around it is left out, line breaks read as LF. */
export function readStretch(view: DecodedText, range: OffsetRange): TurnBody | undefined {
  const stretch = view.text.slice(range.start, range.end);
  const lines = linesOf(stretch).map(({ start, end, next }) => ({
    start: start + range.start,
    end: end + range.start,
    next: next + range.start,
    content: start + range.start,
  }));
  const trimmed = trimBody(view.text, lines);
  const first = trimmed[0];
  const last = trimmed.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    decoded: sliceView(view, slicesOf(view.text, trimmed)),
    range: { start: first.content, end: last.end },
    linePrefix: '',
  };
}
