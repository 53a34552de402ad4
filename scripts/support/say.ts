import pc from 'picocolors';

/** One line of progress in plain words. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A heading between stages. */
export function sayHeading(line: string): void {
  process.stdout.write(`\n${pc.bold(line)}\n`);
}

/** `12.3 s` or `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 100
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** Does a long thing, saying what it is before and how long it took after. */
export async function timed<T>(doing: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  say(`${doing} …`);
  const result = await work();
  say(`  done (${formatDuration(performance.now() - started)})`);
  return result;
}
