import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Manifest, ManifestFile } from '../../server/src/inference/manifest';
import { parseManifest } from '../../server/src/inference/manifest';
import { AlignerError } from '../../server/src/protocol/errors';
import { manifestFileName } from '../../server/src/protocol/identity';
import { createNodeRuntime } from '../../server/src/runtime';

/** GitHub refuses files of 100 MB; a clone of the whole tree should stay quick. */
export const largestFile = 95_000_000;
export const largestTree = 130_000_000;

/** What nobody can read off the files of a model: scripts/models/starter.json holds it. */
const metadataSchema = z.looseObject({ precision: z.string() });

/** Files that stay out of the manifest: they are not needed to run the model. */
const notNeeded = new Set([manifestFileName, 'README.md', 'LICENSE']);
const isGraphFile = (name: string) => name.endsWith('.onnx') || name.endsWith('.data');

async function describeFile(folder: string, path: string): Promise<ManifestFile> {
  const file = join(folder, path);
  return {
    path,
    size: (await stat(file)).size,
    sha256: await createNodeRuntime().files.sha256(file),
  };
}

/** Files of a model folder; subfolders and hidden files are left out. */
export async function modelFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .toSorted();
}

/** What is too large for the repository. */
export async function sizeProblems(folder: string): Promise<string[]> {
  const sizes = await Promise.all(
    (await modelFiles(folder)).map(async (name) => ({ name, size: (await stat(join(folder, name))).size })),
  );
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  const mb = (size: number) => `${(size / 1e6).toFixed(1)} MB`;
  return [
    ...sizes
      .filter(({ size }) => size > largestFile)
      .map(({ name, size }) => `${name} has ${mb(size)}, and ${mb(largestFile)} is the most for a file`),
    ...(total > largestTree ? [`all files have ${mb(total)}, and ${mb(largestTree)} is the most`] : []),
  ];
}

/**
 * Makes the manifest of a model folder: what is known of it from its own manifest or from a metadata file, sizes and
 * hashes from the files as they are.
 */
export async function makeManifest(folder: string, metadataFile: string): Promise<Manifest> {
  const names = await modelFiles(folder);
  const graphName = names.includes('model.onnx') ? 'model.onnx' : names.find((name) => name.endsWith('.onnx'));
  if (graphName === undefined) {
    throw new AlignerError(
      'modelNotFound',
      `Could not use ${folder}: because it holds no .onnx file. Name a folder with an exported model.`,
      { file: folder },
    );
  }
  const describe = (wanted: readonly string[]) => Promise.all(wanted.map((name) => describeFile(folder, name)));
  const { precision, ...metadata } = metadataSchema.parse(JSON.parse(await readFile(metadataFile, 'utf8')));
  const manifest = {
    formatVersion: 1,
    ...metadata,
    precisions: { [precision]: { model: graphName, files: await describe(names.filter(isGraphFile)) } },
    sharedFiles: await describe(names.filter((name) => !isGraphFile(name) && !notNeeded.has(name))),
  };
  return parseManifest(JSON.stringify(manifest), join(folder, manifestFileName));
}
