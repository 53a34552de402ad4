/** Turns a stream of token ids into text as it comes. */
export interface Detokenizer {
  /** Text that is certain after this token; may be empty. */
  push(id: number): string;
  /** What is left at the end of the stream. */
  flush(): string;
}

const replacement = '\ufffd';

/**
 * Streaming decoder over `decode`. A token may end amid a UTF-8 character; such a token decodes to a text that ends
 * with U+FFFD, which is held back until the character is whole. All text together equals `decode` of all ids.
 * The last token of the text that is out stays in the window, since a decoder may drop the first space of what it
 * is given.
 */
export function createDetokenizer(decode: (ids: readonly number[]) => string): Detokenizer {
  let window: number[] = [];
  let emitted = 0;

  const take = (text: string, end: number) => {
    const delta = text.slice(emitted, end);
    emitted = Math.max(emitted, end);
    return delta;
  };

  return {
    push: (id) => {
      window.push(id);
      const text = decode(window);
      if (text.endsWith(replacement)) return take(text, text.length - replacement.length);
      const delta = take(text, text.length);
      window = [id];
      emitted = decode(window).length;
      return delta;
    },
    flush: () => {
      const text = decode(window);
      return take(text, text.length);
    },
  };
}
