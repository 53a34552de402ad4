import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from './failure';
import { repositoryRoot } from './paths';

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
  /** `inherit` shows the output as it comes; `capture` keeps it. */
  readonly output?: 'inherit' | 'capture';
}

export interface RunResult {
  /** Exit code; 1 if the program was ended by a signal. */
  readonly code: number;
  /** What it wrote on standard output and standard error, if captured. */
  readonly output: string;
}

/** Runs a program to its end. Rejects only if it cannot be started. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? repositoryRoot,
    env: options.environment ?? process.env,
    stdio: options.output === 'capture' ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    // npm and code are .cmd files on Windows, which only a shell starts.
    shell: process.platform === 'win32' && !command.endsWith('.exe'),
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString('utf8');
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code: code ?? 1, output });
    });
  });
}

/**
 * Runs a program whose output matters only when it fails.
 * @throws Failure with the end of the output and the cure.
 */
export async function runQuietly(
  doing: string,
  cure: string,
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<void> {
  const { code, output } = await run(command, args, { ...options, output: 'capture' });
  if (code === 0) return;
  const end = output.trim().split('\n').slice(-15).join('\n');
  throw new Failure(
    `Could not ${doing}: \`${command} ${args.join(' ')}\` ended with ${code}.\n${end}\n${cure}`,
  );
}

/** Absolute path of a program on the PATH; undefined if there is none. */
export function findOnPath(name: string): string | undefined {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  const candidates = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => suffixes.map((suffix) => join(folder, name + suffix)));
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
