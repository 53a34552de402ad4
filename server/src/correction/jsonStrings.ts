import type { DecodedText } from './decodedText';
import type { DecodedPiece, OffsetRange } from './types';

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Reads the inside of a JSON string (without its quotes), which must be valid; each escape is a piece of its own.
 */
export function decodeJsonString(text: string, inside: OffsetRange): DecodedText {
  const pieces: DecodedPiece[] = [];
  const texts: string[] = [];
  let length = 0;
  const push = (start: number, end: number, decoded: string, verbatim: boolean): void => {
    if (end <= start) return;
    pieces.push({
      decoded: { start: length, end: length + decoded.length },
      document: { start: inside.start + start, end: inside.start + end },
      verbatim,
    });
    texts.push(decoded);
    length += decoded.length;
  };
  // Cut out first: a search in the whole document would run on past the string.
  const raw = text.slice(inside.start, inside.end);
  let at = 0;
  while (at < raw.length) {
    const found = raw.indexOf('\\', at);
    const backslash = found < 0 ? raw.length : found;
    push(at, backslash, raw.slice(at, backslash), true);
    if (backslash === raw.length) break;
    const letter = raw.charAt(backslash + 1);
    const end = Math.min(raw.length, backslash + (letter === 'u' ? 6 : 2));
    const decoded =
      letter === 'u'
        ? String.fromCharCode(Number.parseInt(raw.slice(backslash + 2, end), 16))
        : (escapes[letter] ?? letter);
    push(backslash, end, decoded, false);
    at = end;
  }
  return { text: texts.join(''), pieces };
}

/** The inside of a JSON string for a text; with asciiOnly as Python's json.dump writes it by default. */
export function encodeJsonString(text: string, asciiOnly: boolean): string {
  // JSON.stringify writes lone surrogates as escapes (ECMA-262 25.5.2.3), so the result is valid in UTF-8.
  const inside = JSON.stringify(text).slice(1, -1);
  if (!asciiOnly) return inside;
  return inside.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Whether a JSON document writes its characters beyond ASCII as escapes throughout. */
export function isAsciiOnlyJson(text: string): boolean {
  return text.includes('\\u') && !/[\u0080-\ufefe\uff00-\uffff]/.test(text);
}
