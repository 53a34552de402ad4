/** A position in a text by its own line breaks, whatever the editor makes of them. */
export interface LinePosition {
  readonly line: number;
  readonly character: number;
}

const lineBreak = /\r\n|\r|\n/g;

export function positionIn(text: string, offset: number): LinePosition {
  let line = 0;
  let lineStart = 0;
  for (const { index, 0: separator } of text.matchAll(lineBreak)) {
    const next = index + separator.length;
    if (next > offset) break;
    line += 1;
    lineStart = next;
  }
  return { line, character: offset - lineStart };
}

export function offsetIn(text: string, { line, character }: LinePosition): number {
  let lineStart = 0;
  let count = 0;
  for (const { index, 0: separator } of text.matchAll(lineBreak)) {
    if (count === line) break;
    count += 1;
    lineStart = index + separator.length;
  }
  return Math.min(lineStart + character, text.length);
}

/**
 * A text as an editor can show it, of the same length, and whether that is exactly the text. An editor takes a
 * file with NUL for a binary one, cannot encode a lone surrogate, and makes all line breaks of a file alike; a
 * text that is not shown exactly must not be read back from the editor.
 */
export function displayable(text: string): { readonly text: string; readonly exact: boolean } {
  const shown = text.replaceAll('\0', '\u2400').replace(/\p{Surrogate}/gu, '\uFFFD');
  const breaks = new Set(text.match(lineBreak));
  return { text: shown, exact: shown === text && breaks.size <= 1 && !breaks.has('\r') };
}

/** The one replacement that makes `after` of `before`, as small as its ends allow. */
export function replacement(
  before: string,
  after: string,
): { readonly start: number; readonly end: number; readonly text: string } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}
