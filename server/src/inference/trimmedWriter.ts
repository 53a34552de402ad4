/** Passes text on as it comes, without the white space before the first and after the last word. */
export interface TrimmedWriter {
  push(delta: string): void;
  /** What was passed on. */
  text(): string;
}

/**
 * The space that completions start with goes this way, and line breaks that a model writes before its end token. White
 * space is held back until a word follows it.
 */
export function createTrimmedWriter(write: (delta: string) => void): TrimmedWriter {
  let written = '';
  let held = '';
  return {
    push: (delta) => {
      const text = held + delta;
      const end = text.trimEnd().length;
      held = text.slice(end);
      const ready = written === '' ? text.slice(0, end).trimStart() : text.slice(0, end);
      if (ready === '') return;
      written += ready;
      write(ready);
    },
    text: () => written,
  };
}
