import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function* filesUnder(path: string): Generator<string> {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name));
}

/** Changes when a file below one of the paths is added, removed or written. Reads no contents. */
export function fingerprint(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesUnder(path)) {
      const { size, mtimeMs } = statSync(file);
      hash.update(`${file}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

/**
 * Does `work` unless it was done for the same inputs before and its outputs are there. The stamp is written after
 * the work, so that work which was interrupted is done again.
 */
export async function unlessDone(
  stampFile: string,
  paths: { readonly inputs: readonly string[]; readonly outputs: readonly string[] },
  work: () => Promise<void>,
): Promise<'done' | 'reused'> {
  const wanted = fingerprint(paths.inputs);
  const isThere = [stampFile, ...paths.outputs].every((path) => existsSync(path));
  if (isThere && readFileSync(stampFile, 'utf8') === wanted) return 'reused';
  rmSync(stampFile, { force: true });
  await work();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, wanted);
  return 'done';
}
