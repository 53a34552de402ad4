import { readAlone, readLabel, type Label } from './transcriptLabels';

/** A line by offsets into the text: without its line break, and where the next one starts. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** What a line stands in: a blockquote, or a list item whose text is indented by so many columns. */
export type Container = { readonly kind: 'quote' } | { readonly kind: 'indent'; readonly width: number };

/** A label in the text, with the containers it stands in. */
export interface PlacedLabel extends Label {
  readonly line: number;
  /** The first line after the label's line(s); a setext heading has two. */
  readonly bodyLine: number;
  /** Where text after the label may stand on the same line. */
  readonly contentStart: number;
  readonly containers: readonly Container[];
}

/** Labels are short; of a longer line only the beginning is looked at. */
const headLength = 160;
const maxContainers = 8;

export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  const lineBreak = /\r\n|\n|\r/g;
  let start = 0;
  for (let match = lineBreak.exec(text); match !== null; match = lineBreak.exec(text)) {
    lines.push({ start, end: match.index, next: lineBreak.lastIndex });
    start = lineBreak.lastIndex;
  }
  lines.push({ start, end: text.length, next: text.length });
  return lines;
}

/** Whether a stretch holds white space only; ends at the first character that is none. */
export function isBlank(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    const isCommon = code === 0x20 || (code >= 0x09 && code <= 0x0d);
    if (!isCommon && (code < 0x80 || text.charAt(index).trim() !== '')) return false;
  }
  return true;
}

const quoteMark = /^ {0,3}>[ \t]?/;
const listMark = /^ {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}(?=\S)/;

const noContainers = { containers: [], length: 0 };

/** Reads blockquote and list marks at the start of a line. */
export function readContainers(head: string): {
  readonly containers: readonly Container[];
  readonly length: number;
} {
  if (!/^[ >*+\d-]/.test(head)) return noContainers;
  const containers: Container[] = [];
  let length = 0;
  while (containers.length < maxContainers) {
    const rest = head.slice(length);
    const quote = quoteMark.exec(rest)?.[0];
    const item = quote === undefined ? listMark.exec(rest)?.[0] : undefined;
    if (quote !== undefined) containers.push({ kind: 'quote' });
    else if (item !== undefined) containers.push({ kind: 'indent', width: item.length });
    else break;
    length += (quote ?? item ?? '').length;
  }
  return { containers, length: length + (/^ {1,3}(?=\S)/.exec(head.slice(length))?.[0].length ?? 0) };
}

/**
 * Where the text of a line starts inside containers. `outside`: a blockquote mark is missing. `lazy`: the line is
 * indented less than its list item.
 */
export function stripContainers(
  text: string,
  line: Line,
  containers: readonly Container[],
): { readonly start: number; readonly state: 'inside' | 'lazy' | 'outside' } {
  let start = line.start;
  let state: 'inside' | 'lazy' = 'inside';
  if (containers.length === 0) return { start, state };
  for (const container of containers) {
    const rest = text.slice(start, Math.min(line.end, start + headLength));
    if (container.kind === 'quote') {
      const mark = quoteMark.exec(rest)?.[0];
      if (mark === undefined) return { start, state: 'outside' };
      start += mark.length;
    } else if (rest.startsWith('\t')) {
      start += 1;
    } else {
      const indent = /^ */.exec(rest)?.[0].length ?? 0;
      if (indent < container.width && rest.trim() !== '') state = 'lazy';
      start += Math.min(indent, container.width);
    }
  }
  return { start, state };
}

function quoteDepth(head: string): number {
  return /^(?:[ \t]*>)*/.exec(head)?.[0].replace(/[^>]/g, '').length ?? 0;
}

/** The line after a code fence that opens at a line; undefined where it is never closed, so that it hides nothing. */
function createFenceFinder(
  text: string,
  lines: readonly Line[],
): (index: number, opener: string) => number | undefined {
  const hopeless = new Map<string, number>();
  return (index, opener) => {
    if (!opener.startsWith('```') && !opener.startsWith('~~~')) return undefined;
    const match = /^(`{3,}|~{3,})([^\n]*)/.exec(opener);
    const marks = match?.[1];
    if (marks === undefined || (marks.startsWith('`') && match?.[2]?.includes('`') === true))
      return undefined;
    const mark = marks.charAt(0);
    if (marks.length >= (hopeless.get(mark) ?? Infinity)) return undefined;
    const headOf = (line: Line): string =>
      text.slice(line.start, Math.min(line.end, line.start + headLength));
    const opening = lines[index];
    const depth = opening === undefined ? 0 : quoteDepth(headOf(opening));
    for (let i = index + 1; i < lines.length; i += 1) {
      const line = lines[i];
      if (line === undefined) break;
      const head = headOf(line);
      if (depth > 0 && quoteDepth(head) < depth) return i;
      const bare = head.replace(depth > 0 ? /^[ \t>]*/ : /^[ \t]*/, '');
      if (bare.startsWith(marks) && bare.replaceAll(mark, '').trim() === '') return i + 1;
    }
    hopeless.set(mark, marks.length);
    return undefined;
  };
}

/** YAML or TOML front matter at the very start; the first line after it. */
function afterFrontMatter(text: string, lines: readonly Line[]): number {
  const lineText = (index: number): string => {
    const line = lines[index];
    return line === undefined || line.end - line.start > 5 ? '' : text.slice(line.start, line.end).trim();
  };
  const fence = lineText(0).replace(/^\ufeff/, '');
  if (fence !== '---' && fence !== '+++') return 0;
  const last = Math.min(lines.length, 500);
  for (let i = 1; i < last; i += 1) {
    if (lineText(i) === fence || (fence === '---' && lineText(i) === '...')) return i + 1;
  }
  return 0;
}

const underline = /^ {0,3}(?:=+|-{2,})[ \t]*$/;

function isUnderline(text: string, line: Line, depth: number): boolean {
  const last = text.charAt(line.end - 1);
  if (line.end === line.start || line.end - line.start > headLength || !/[=\- \t]/.test(last)) return false;
  const head = text.slice(line.start, line.end);
  return underline.test(depth === 0 ? head : head.replace(/^(?: {0,3}>[ \t]?)+|^[ \t]+/, ''));
}

/** All labels of a text that stand outside code fences and front matter, in order. */
export function readLabels(text: string, lines: readonly Line[]): readonly PlacedLabel[] {
  const labels: PlacedLabel[] = [];
  const fenceEnd = createFenceFinder(text, lines);
  let index = afterFrontMatter(text, lines);
  while (index < lines.length) {
    const line = lines[index];
    if (line === undefined) break;
    const bom = index === 0 && text.startsWith('\ufeff') ? 1 : 0;
    const head = text.slice(line.start + bom, Math.min(line.end, line.start + headLength));
    const { containers, length } = readContainers(head);
    const bare = head.slice(length);
    const next = lines[index + 1];
    const isWhole = line.end - line.start <= headLength;
    const isSetext =
      isWhole && next !== undefined && isUnderline(text, next, containers.length) && bare !== '';
    const mayBeLabel =
      bare.startsWith('#') || bare.startsWith('*') || bare.startsWith('_') || /[:：]/.test(bare);
    const label = isSetext ? readAlone(bare) : mayBeLabel ? readLabel(bare) : undefined;
    const isUsable = label !== undefined && (isWhole || label.style !== 'heading');
    if (isUsable) {
      const bodyLine = index + (isSetext ? 2 : 1);
      const contentStart = isSetext ? next.end : line.start + bom + length + label.length;
      labels.push({ ...label, line: index, bodyLine, contentStart, containers });
    }
    const content = isUsable ? bare.slice(label.length).trimStart() : bare;
    index = fenceEnd(index, content) ?? (isUsable && isSetext ? index + 2 : index + 1);
  }
  return labels;
}
