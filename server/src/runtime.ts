import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { availableParallelism, cpus, homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import type { Stats } from 'node:fs';

/**
 * Everything the server asks of the operating system: processes, the clock, timers, files. Nothing else in the
 * server touches them (lint enforces it), so that tests can stand in for any of it.
 */
export interface Runtime {
  readonly clock: { /** Milliseconds, monotone. */ now(): number };
  readonly timer: {
    /** Runs `callback` once after `ms`; the returned function calls it off. Does not keep the process alive. */
    setTimeout(callback: () => void, ms: number): () => void;
    /** Resolves in a later turn of the event loop, after pending messages were read. */
    yield(): Promise<void>;
  };
  readonly processes: {
    /** Starts a Node program with an IPC channel, ended with this process. stderr is given line by line. */
    fork(entryFile: string, onErrorLine: (line: string) => void): ForkedProcess;
    /** Resident memory of this process in bytes. */
    memoryBytes(): number;
    readonly parallelism: number;
  };
  readonly files: FileSystem;
  readonly homeFolder: string;
}

export interface ForkedProcess {
  readonly child: ChildProcess;
  readonly id: number | undefined;
  /** Resolves when the process has ended, with how. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  kill(): void;
}

export interface FileSystem {
  readText(path: string): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** Size in bytes; undefined if there is no such file. */
  size(path: string): Promise<number | undefined>;
  /** Names in a folder; undefined if there is no such folder. */
  list(folder: string): Promise<readonly string[] | undefined>;
  /** Lower-case hexadecimal sha256 of a file, read as a stream. */
  sha256(path: string): Promise<string>;
  /**
   * Replaces a file as a whole: written beside it, then renamed, so that no reader sees half of it. A symbolic link
   * stays one, and its target is replaced; a file without write permission is refused.
   */
  writeAtomically(path: string, data: string | Uint8Array): Promise<void>;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Renaming needs no right to write the file itself, so that right is asked for first. */
async function statWritable(path: string): Promise<Stats> {
  const file = await open(path, 'r+');
  try {
    return await file.stat();
  } finally {
    await file.close();
  }
}

async function writeAtomically(path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const target = (await unlessMissing(realpath(path))) ?? path;
  const present = await unlessMissing(statWritable(target));
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, data);
    if (present !== undefined) {
      // Only root may give a file away, so for others the owner is the writer, as with any editor that renames.
      await chown(temporary, present.uid, present.gid).catch(() => undefined);
      // The file keeps its permissions: a fresh one gets those of the umask.
      await chmod(temporary, present.mode & 0o7777);
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function forkProcess(entryFile: string, onErrorLine: (line: string) => void): ForkedProcess {
  // 'advanced' serialisation keeps lone surrogates and is faster than JSON for long texts.
  const child = fork(entryFile, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  let rest = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onErrorLine(line);
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
    child.once('error', (error) => {
      onErrorLine(error.message);
      resolve({ code: null, signal: null });
    });
  });
  return { child, id: child.pid, ended, kill: () => child.kill('SIGKILL') };
}

export function createNodeRuntime(): Runtime {
  return {
    clock: { now: () => performance.now() },
    timer: {
      setTimeout: (callback, ms) => {
        const handle = setTimeout(callback, ms);
        handle.unref();
        return () => {
          clearTimeout(handle);
        };
      },
      yield: () => new Promise((resolve) => setImmediate(resolve)),
    },
    processes: {
      fork: forkProcess,
      memoryBytes: () => process.memoryUsage.rss(),
      parallelism: Math.max(1, Math.min(availableParallelism(), cpus().length)),
    },
    files: {
      readText: (path) => readFile(path, 'utf8'),
      readBytes: (path) => readFile(path),
      size: async (path) => (await unlessMissing(stat(path)))?.size,
      list: (folder) => unlessMissing(readdir(folder)),
      sha256,
      writeAtomically,
    },
    homeFolder: homedir(),
  };
}
