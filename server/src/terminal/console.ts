import picocolors from 'picocolors';

/** Where the program writes; standard output holds results only, everything else goes to standard error. */
export interface Console {
  out(text: string): void;
  note(text: string): void;
  /** A line on standard error that the next one replaces; nothing where standard error is no terminal. */
  progress(text: string): void;
  readonly colors: ReturnType<typeof picocolors.createColors>;
}

export interface OutputStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A console over two streams. `color` undefined: colours where standard output is a terminal and NO_COLOR is unset. */
export function createConsole(out: OutputStream, error: OutputStream, color: boolean | undefined): Console {
  const live = error.isTTY === true;
  let width = 0;
  const clear = (): void => {
    if (width > 0) error.write(`\r${' '.repeat(width)}\r`);
    width = 0;
  };
  return {
    out: (text) => {
      clear();
      out.write(`${text}\n`);
    },
    note: (text) => {
      clear();
      error.write(`${text}\n`);
    },
    progress: (text) => {
      if (!live) return;
      clear();
      // Some terminals say that they are 0 wide.
      const columns = error.columns ?? 0;
      const shown = text.slice(0, (columns > 0 ? columns : 80) - 1);
      error.write(shown);
      width = shown.length;
    },
    colors: picocolors.createColors(color ?? (out.isTTY === true && picocolors.isColorSupported)),
  };
}
