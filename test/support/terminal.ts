import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from './repository';

export interface TerminalRun {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

export const cliFile = join(repositoryRoot, 'server/out/cli.cjs');

/** Starts the built `aligner` program with pipes for its three streams. */
export function startAligner(...args: readonly string[]): ChildProcessWithoutNullStreams {
  return startAlignerWith(args, {});
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** In a process group of its own, as a shell starts its jobs, so that the group can be sent a signal. */
  readonly ownGroup?: boolean;
}

export function startAlignerWith(
  args: readonly string[],
  { env = {}, ownGroup = false }: StartOptions,
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [cliFile, ...args], {
    cwd: repositoryRoot,
    detached: ownGroup,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined, ...env },
  });
}

/** Runs `aligner` to its end. */
export async function aligner(
  args: readonly string[],
  input: string | Uint8Array = '',
): Promise<TerminalRun> {
  const child = startAligner(...args);
  const closed = once(child, 'close') as Promise<[number | null]>;
  // A program that ends without reading its input closes the pipe; that is its right.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const [out, error, [code]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, out, error };
}
