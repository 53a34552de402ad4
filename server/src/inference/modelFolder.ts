import { basename, join } from 'node:path';
import { AlignerError } from '../protocol/errors';
import { manifestFileName } from '../protocol/identity';
import type { FileSystem } from '../runtime';
import type { CacheShape } from './graph';
import { parseManifest } from './manifest';
import type { GraphInterface, Manifest, ManifestFile } from './manifest';
import { bareFolderFacts, readModelConfig } from './bareFolder';
import { parseTemplate } from './template';
import type { Template } from './template';
import { createTokenizer } from './tokenizer';
import type { TextTokenizer } from './tokenizer';

/** A model folder that was read and checked, before its graph is opened. */
export interface ModelFolder {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly template: Template;
  readonly precision: string;
  /** Absolute path of the ONNX graph. */
  readonly graphFile: string;
  /** What the manifest says; undefined without one. */
  readonly graphInterface: GraphInterface | undefined;
  readonly cacheShape: CacheShape;
  readonly tokenizer: TextTokenizer;
  readonly endIds: ReadonlySet<number>;
  readonly contextLength: number;
  readonly trainedLength: number;
  readonly warnings: readonly string[];
  readonly hasManifest: boolean;
}

export interface OpenFolderOptions {
  /** For a folder without a manifest. */
  readonly template: string | undefined;
  readonly verifyHashes: boolean;
  readonly onProgress: (step: string, fraction: number) => void;
}

const takeAnew =
  'Take the model folder anew: clone the repository or install the extension again for the embedded Aligner, else copy the folder again.';

function missing(path: string, why: string): AlignerError {
  return new AlignerError(
    'modelFileMissing',
    `Could not load the model: because ${path} is missing${why}. ${takeAnew}`,
    { file: path },
  );
}

function corrupt(path: string, reason: string): AlignerError {
  return new AlignerError(
    'modelFileCorrupt',
    `Could not load the model: because ${path} ${reason}. ${takeAnew}`,
    { file: path },
  );
}

async function checkFile(
  folder: string,
  entry: ManifestFile,
  hash: boolean,
  files: FileSystem,
): Promise<void> {
  const path = join(folder, entry.path);
  const size = await files.size(path);
  if (size === undefined) throw missing(path, `, which ${manifestFileName} names`);
  if (size !== entry.size) {
    throw corrupt(path, `has ${size} bytes, and ${manifestFileName} says ${entry.size}`);
  }
  if (!hash) return;
  const found = await files.sha256(path);
  if (found !== entry.sha256) {
    throw corrupt(path, `has the sha256 ${found}, and ${manifestFileName} says ${entry.sha256}`);
  }
}

async function readRequired(path: string, files: FileSystem): Promise<string> {
  if ((await files.size(path)) === undefined) throw missing(path, '');
  return files.readText(path);
}

/** The text of a file, or undefined where there is none. */
async function readOptional(path: string, files: FileSystem): Promise<string | undefined> {
  return (await files.size(path)) === undefined ? undefined : files.readText(path);
}

async function readTokenizer(folder: string, files: FileSystem): Promise<TextTokenizer> {
  const path = join(folder, 'tokenizer.json');
  const text = await readRequired(path, files);
  return createTokenizer(text, await readOptional(join(folder, 'tokenizer_config.json'), files), path);
}

function checkEndIds(ids: readonly number[], tokenizer: TextTokenizer, folder: string): ReadonlySet<number> {
  const path = join(folder, 'tokenizer.json');
  const lacking = ids.find((id) => !tokenizer.has(id));
  if (ids.length === 0 || lacking !== undefined) {
    const what = lacking === undefined ? 'no end-of-text token is named' : `it has no token ${lacking}`;
    throw new AlignerError(
      'tokenizerInvalid',
      `Could not use ${path}: because ${what}, and a correction would never end. Take the tokenizer of this model, or correct endOfTextIds (eos_token_id).`,
      { file: path },
    );
  }
  return new Set(ids);
}

/** The precision to run: the first that the manifest names. */
function firstPrecision(manifest: Manifest): { name: string; model: string; files: readonly ManifestFile[] } {
  const [entry] = Object.entries(manifest.precisions);
  if (entry === undefined) throw new TypeError('the manifest was not checked');
  return { name: entry[0], ...entry[1] };
}

async function openWithManifest(
  folder: string,
  manifest: Manifest,
  options: OpenFolderOptions,
  files: FileSystem,
): Promise<ModelFolder> {
  const precision = firstPrecision(manifest);
  const entries = [...precision.files, ...manifest.sharedFiles];
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  let done = 0;
  for (const entry of entries) {
    options.onProgress(`Checking ${entry.path}`, done / total);
    await checkFile(folder, entry, options.verifyHashes, files);
    done += entry.size;
  }
  const tokenizer = await readTokenizer(folder, files);
  const config = readModelConfig(await readOptional(join(folder, 'config.json'), files));
  return {
    folder,
    name: manifest.name,
    version: manifest.version,
    template: parseTemplate(manifest.template),
    precision: precision.name,
    graphFile: join(folder, precision.model),
    graphInterface: manifest.graph,
    cacheShape: config.cacheShape,
    tokenizer,
    endIds: checkEndIds(manifest.endOfTextIds, tokenizer, folder),
    contextLength: manifest.contextLength,
    trainedLength: manifest.trainedLength ?? manifest.contextLength,
    warnings: [],
    hasManifest: true,
  };
}

async function openBare(folder: string, options: OpenFolderOptions, files: FileSystem): Promise<ModelFolder> {
  if (options.template === undefined || options.template === '') {
    throw new AlignerError(
      'templateUnknown',
      `Could not use ${folder}: because it has no ${manifestFileName}, and no template was named. Set aligner.template to the template that the model was trained with.`,
      { file: join(folder, manifestFileName) },
    );
  }
  const template = parseTemplate(options.template);
  const facts = await bareFolderFacts(folder, (path) => readOptional(path, files), files);
  const tokenizer = await readTokenizer(folder, files);
  return {
    folder,
    name: basename(folder),
    version: 'unknown',
    template,
    precision: facts.precision,
    graphFile: facts.graphFile,
    graphInterface: undefined,
    cacheShape: facts.cacheShape,
    tokenizer,
    endIds: checkEndIds(
      facts.endIds.length > 0
        ? facts.endIds
        : tokenizer.encodePrompt([{ text: facts.endToken, source: 'template' }]).slice(-1),
      tokenizer,
      folder,
    ),
    contextLength: facts.contextLength,
    trainedLength: facts.contextLength,
    warnings: facts.warnings,
    hasManifest: false,
  };
}

/**
 * Reads and checks a model folder, with or without a manifest. Nothing in it is ever executed.
 *
 * @throws AlignerError naming the file and the cure: `modelNotFound`, `modelFileMissing`, `modelFileCorrupt`,
 *   `manifestInvalid`, `templateUnknown`, `tokenizerInvalid`.
 */
export async function openModelFolder(
  folder: string,
  options: OpenFolderOptions,
  files: FileSystem,
): Promise<ModelFolder> {
  if ((await files.list(folder)) === undefined) {
    throw new AlignerError(
      'modelNotFound',
      `Could not load the model: because the folder ${folder} does not exist. Set aligner.model to a model folder, or to nothing for the embedded Aligner.`,
      { file: folder },
    );
  }
  const manifestPath = join(folder, manifestFileName);
  const manifestText = await readOptional(manifestPath, files);
  return manifestText === undefined
    ? openBare(folder, options, files)
    : openWithManifest(folder, parseManifest(manifestText, manifestPath), options, files);
}
