import { createScanner } from 'jsonc-parser';
import type { AnswerSite, DocumentHint } from './answerSite';
import { documentRange, plainText, sliceView, type DecodedText, type Slice } from './decodedText';
import { decodeJsonString, isAsciiOnlyJson } from './jsonStrings';
import { isJson, isProse } from './documentKind';
import { linesOf } from './transcriptLines';
import type { OffsetRange, PlaceEncoding } from './types';

const stringLiteral = 10;
const endOfFile = 17;

/** The inside of the JSON string literal that holds a range, quotes left out. */
function stringAround(text: string, range: OffsetRange): OffsetRange | undefined {
  const scanner = createScanner(text, true);
  for (let token: number = scanner.scan(); token !== endOfFile; token = scanner.scan()) {
    const start = scanner.getTokenOffset();
    const end = start + scanner.getTokenLength();
    if (end < range.end) continue;
    const error: number = scanner.getTokenError();
    const isWhole = token === stringLiteral && error === 0;
    return isWhole && start <= range.start ? { start: start + 1, end: end - 1 } : undefined;
  }
  return undefined;
}

/** What lines start with here: indentation, blockquote marks, and in source code the mark of a comment. */
function prefixOf(line: string, hint: DocumentHint): string {
  const marks = isProse(hint)
    ? /^[ \t]*(?:>[ \t]?)*/
    : /^[ \t]*(?:(?:\/\/[/!]?|#+!?|--|;+|%+|\*(?![*/])|'(?=\s)|>)[ \t]?)*/;
  return marks.exec(line)?.[0] ?? '';
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}

/** The prefix of the lines of a selection, and what of it stands inside the selection's first line. */
function selectionPrefix(text: string, range: OffsetRange, hint: DocumentHint): string {
  const lineStart =
    Math.max(text.lastIndexOf('\n', range.start - 1), text.lastIndexOf('\r', range.start - 1)) + 1;
  const [first, ...rest] = linesOf(text.slice(lineStart, range.end));
  const lineText = (line: OffsetRange): string => text.slice(lineStart + line.start, lineStart + line.end);
  const firstLine = first === undefined ? '' : lineText(first);
  const item = /^([ \t]*(?:>[ \t]?)*)([-*+]|\d{1,9}[.)])([ \t]+)/.exec(firstLine);
  const ofFirst =
    isProse(hint) && item !== null
      ? (item[1] ?? '') + ' '.repeat((item[2] ?? '').length + (item[3] ?? '').length)
      : prefixOf(firstLine, hint);
  const others = rest.map(lineText).filter((line) => line.trim() !== '' && line !== ofFirst.trimEnd());
  if (others.every((line) => line.startsWith(ofFirst))) return ofFirst;
  return others.map((line) => prefixOf(line, hint)).reduce(commonStart);
}

/**
 * Reads a stretch of a document in a known encoding: the prefix goes from every line but the first, and line breaks
 * read as LF; in a JSON string escapes are decoded.
 */
export function readSelection(text: string, range: OffsetRange, encoding: PlaceEncoding): DecodedText {
  if (encoding.kind !== 'plain') return decodeJsonString(text, range);
  const { linePrefix, blankLinePrefix } = encoding;
  const slices: Slice[] = [];
  let lineBreak = -1;
  for (const { start, end } of linesOf(text.slice(range.start, range.end))) {
    const line = { start: range.start + start, end: range.start + end };
    if (lineBreak >= 0) {
      const isBlank = text.slice(line.start, line.end) === blankLinePrefix;
      const prefix = isBlank ? blankLinePrefix : text.startsWith(linePrefix, line.start) ? linePrefix : '';
      line.start = Math.min(line.start + prefix.length, line.end);
      const between = { start: lineBreak, end: line.start };
      const isPlain = between.end - between.start === 1 && text[between.start] === '\n';
      slices.push(isPlain ? { range: between } : { range: between, readsAs: '\n' });
    }
    slices.push({ range: line });
    lineBreak = line.end;
  }
  return sliceView(plainText(text), slices);
}

/** Leaves out white space at both ends, and the prefix of a first line that was selected with it. */
function trimRange(text: string, range: OffsetRange, prefix: string): OffsetRange {
  let { start, end } = range;
  const selected = text.slice(start, end);
  const isLineStart = start === 0 || /[\n\r]/.test(text.charAt(start - 1));
  if (isLineStart && prefix !== '' && selected.startsWith(prefix)) start += prefix.length;
  const rest = text.slice(start, end);
  start += rest.length - rest.trimStart().length;
  end -= rest.trim() === '' ? 0 : rest.length - rest.trimEnd().length;
  return { start, end: Math.max(start, end) };
}

/** Whole escapes, and no half of a surrogate pair. */
function snapToPieces(whole: DecodedText, range: OffsetRange): OffsetRange {
  let { start, end } = range;
  for (const { document, verbatim } of whole.pieces) {
    if (verbatim) continue;
    if (document.start < start && start < document.end) start = document.start;
    if (document.start < end && end < document.end) end = document.end;
  }
  return { start, end };
}

/**
 * The site of a text that the user selected; the question was asked for. Lines keep their prefix (blockquote, list
 * item, comment); inside a JSON string literal escapes are decoded.
 */
export function selectionSite(
  text: string,
  range: OffsetRange,
  question: string,
  hint: DocumentHint,
): AnswerSite {
  const start = Math.max(0, Math.min(range.start, range.end, text.length));
  const selected = { start, end: Math.min(text.length, Math.max(start, range.start, range.end)) };
  const inside = isJson(text, hint) ? stringAround(text, selected) : undefined;
  const common = {
    place: 'selection',
    label: 'selection',
    question,
    target: { kind: 'answer' },
    hint,
  } as const;
  if (inside !== undefined) {
    const clamped = {
      start: Math.min(Math.max(selected.start, inside.start), inside.end),
      end: Math.max(Math.min(selected.end, inside.end), inside.start),
    };
    const answerRange = snapToPieces(decodeJsonString(text, inside), clamped);
    const encoding: PlaceEncoding = {
      kind: 'jsonString',
      eol: '\\n',
      linePrefix: '',
      blankLinePrefix: '',
      asciiOnly: isAsciiOnlyJson(text),
    };
    const decoded = readSelection(text, answerRange, encoding);
    return { ...common, answer: decoded.text, range: answerRange, pieces: decoded.pieces, encoding };
  }
  const linePrefix = selectionPrefix(text, selected, hint);
  const encoding: PlaceEncoding = {
    kind: 'plain',
    eol: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n',
    linePrefix,
    blankLinePrefix: linePrefix.trimEnd(),
    asciiOnly: false,
  };
  const decoded = readSelection(text, trimRange(text, selected, linePrefix), encoding);
  const whole = { start: 0, end: decoded.text.length };
  const answerRange =
    decoded.text === '' ? trimRange(text, selected, linePrefix) : documentRange(decoded, whole);
  return { ...common, answer: decoded.text, range: answerRange, pieces: decoded.pieces, encoding };
}
