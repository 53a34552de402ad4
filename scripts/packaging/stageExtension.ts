import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../support/failure';
import { repositoryRoot } from '../support/paths';
import { runQuietly } from '../support/run';
import { copiedPaths, isLeftOut, nativePackages, nativePackagesFolder } from './allowList';
import { thirdPartyNotices } from './thirdPartyNotices';

/** Fields that only a developer needs; the rest is the manifest that the editor reads. */
const developerFields = ['scripts', 'devDependencies', 'dependencies', 'private', 'bin'];

function copy(from: string, to: string): void {
  if (!existsSync(from)) {
    throw new Failure(
      `Could not package the extension: because ${from} is missing. Restore it with git, or run \`npm ci --ignore-scripts\` if it is a package.`,
    );
  }
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true, filter: (path) => !isLeftOut(path) });
}

function writeManifest(folder: string): void {
  const manifest = z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')));
  const kept = Object.entries(manifest).filter(([key]) => !developerFields.includes(key));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

/** Puts exactly what the allow-list names into a fresh folder, as it will lie on a user's disk. */
export async function stageExtension(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const path of copiedPaths) copy(join(repositoryRoot, path), join(folder, path));
  for (const { name, paths } of nativePackages) {
    for (const path of paths) {
      copy(join(repositoryRoot, 'node_modules', name, path), join(folder, nativePackagesFolder, name, path));
    }
  }
  writeManifest(folder);
  writeFileSync(join(folder, 'ThirdPartyNotices.txt'), thirdPartyNotices());
  copy(join(repositoryRoot, '.vscodeignore'), join(folder, '.vscodeignore'));
  await runQuietly('build the package', 'Mend the source that the message names.', process.execPath, [
    'esbuild.mjs',
    '--production',
    `--into=${folder}`,
  ]);
}
