import { join } from 'node:path';
import { unlessDone } from './fingerprint';
import { repositoryRoot } from './paths';
import { runQuietly } from './run';
import { timed } from './say';

const bundles = [
  'client/out/extension.cjs',
  'server/out/main.cjs',
  'server/out/inferenceProcess.cjs',
  'server/out/cli.cjs',
];
const sources = ['client/src', 'server/src', 'esbuild.mjs', 'package-lock.json', 'tsconfig.base.json'];

/** Bundles the extension, the server and the terminal program if a source changed. */
export async function build(): Promise<void> {
  const inRepository = (path: string): string => join(repositoryRoot, path);
  const paths = { inputs: sources.map(inRepository), outputs: bundles.map(inRepository) };
  await unlessDone(inRepository('server/out/.built'), paths, () =>
    timed('Building', () =>
      runQuietly('build', 'Mend the source that the message names.', process.execPath, ['esbuild.mjs']),
    ),
  );
}
