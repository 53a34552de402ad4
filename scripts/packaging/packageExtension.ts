import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../support/failure';
import { unlessDone } from '../support/fingerprint';
import { repositoryRoot } from '../support/paths';
import { runQuietly } from '../support/run';
import { timed } from '../support/say';
import { copiedPaths, nativePackages, packageTarget } from './allowList';
import { stageExtension } from './stageExtension';

/** Marketplaces and slow connections set the limit. */
export const largestPackageBytes = 140_000_000;

const dist = join(repositoryRoot, 'dist');
/** Where the packed files lie unpacked. */
export const stagedFolder = join(dist, 'extension');

const buildInputs = [
  'client/src',
  'server/src',
  'esbuild.mjs',
  '.vscodeignore',
  'package.json',
  'package-lock.json',
];

function inputs(): readonly string[] {
  const native = nativePackages.map(({ name }) => `node_modules/${name}/package.json`);
  return [...buildInputs, ...copiedPaths, ...native, 'scripts/packaging'].map((path) =>
    join(repositoryRoot, path),
  );
}

/**
 * Makes the VSIX of this platform if anything that goes into it changed.
 * @returns its absolute path.
 * @throws Failure if it is larger than the limit.
 */
export async function packageExtension(): Promise<string> {
  const manifest: unknown = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
  const { name, version } = z.object({ name: z.string(), version: z.string() }).parse(manifest);
  const file = join(dist, `${name}-${packageTarget}-${version}.vsix`);
  const paths = { inputs: inputs(), outputs: [file, join(stagedFolder, 'package.json')] };
  await unlessDone(join(dist, '.packaged'), paths, () =>
    timed(`Packaging for ${packageTarget}`, async () => {
      rmSync(file, { force: true });
      await stageExtension(stagedFolder);
      const vsce = join(repositoryRoot, 'node_modules/@vscode/vsce/vsce');
      const options = [
        '--no-dependencies',
        '--allow-missing-repository',
        // The pictures of README are in the package, so its links stay relative to it.
        '--no-rewrite-relative-links',
        '--target',
        packageTarget,
        '--out',
        file,
      ];
      await runQuietly(
        'package the extension',
        'Mend what vsce names.',
        process.execPath,
        [vsce, 'package', ...options],
        {
          cwd: stagedFolder,
        },
      );
    }),
  );
  const { size } = statSync(file);
  if (size > largestPackageBytes) {
    throw new Failure(
      `Could not package the extension: because ${file} has ${size} bytes and at most ${largestPackageBytes} are allowed. Make the model or the pictures smaller.`,
    );
  }
  return file;
}
