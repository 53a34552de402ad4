import { extname, resolve } from 'node:path';
import type { AnswerSite } from '../correction/answerSite';
import { locateAnswers } from '../correction/locateAnswers';
import { AlignerError } from '../protocol/errors';
import type { Runtime } from '../runtime';

/** A text with answers in it, and the file that it came from. */
export interface Source {
  readonly name: string;
  /** Absent: standard input or the command line, which cannot be written back. */
  readonly path?: string;
  readonly text: string;
  readonly sites: readonly AnswerSite[];
}

/** A question and an answer that are not part of a file. */
export interface Pair {
  readonly name: string;
  readonly question: string;
  readonly answer: string;
}

const languageOf: Readonly<Record<string, string>> = {
  '.md': 'markdown',
  '.markdown': 'markdown',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.ipynb': 'json',
};

export function sourceOf(name: string, text: string, path?: string): Source {
  const languageId = languageOf[extname(name).toLowerCase()] ?? 'plaintext';
  return {
    name,
    text,
    ...(path === undefined ? {} : { path }),
    sites: locateAnswers(text, { languageId, path: name }),
  };
}

/** Leaves out a file that was named before, however it was written; `-` is standard input. */
export function distinctFiles(names: readonly string[]): readonly string[] {
  const byPath = new Map(names.map((name) => [name === '-' ? '-' : resolve(name), name]));
  return [...byPath.values()];
}

/** Reads a file as UTF-8, byte order mark and line endings as they are. */
export async function readSource(runtime: Runtime, path: string): Promise<Source> {
  let bytes: Uint8Array;
  try {
    bytes = await runtime.files.readBytes(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AlignerError(
      'usage',
      `Could not read ${path}: because ${reason}. Check the path and its permissions.`,
      {
        cause: error,
        file: path,
      },
    );
  }
  return sourceOf(path, decodeUtf8(bytes, path), path);
}

/** UTF-8 with its byte order mark; another encoding is refused, since text would be lost. */
export function decodeUtf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new AlignerError(
      'usage',
      `Could not read ${path}: because it is not UTF-8. Convert it to UTF-8 first.`,
      {
        cause: error,
        file: path,
      },
    );
  }
}
