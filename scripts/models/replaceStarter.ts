import { chmod, copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { loadAligner } from '../../server/src/inference/loadAligner';
import { AlignerError } from '../../server/src/protocol/errors';
import { manifestFileName, starterModelFolder } from '../../server/src/protocol/identity';
import { createNodeRuntime } from '../../server/src/runtime';
import { checkTriples, readTriples, reasonsAgainst } from './checkTriples';
import type { CheckedTriple, KnownTriple, TripleFigures } from './checkTriples';
import { makeManifest, modelFiles, sizeProblems } from './sourceManifest';

const root = resolve(import.meta.dirname, '../..');
/** Kept from the present folder where the new one has none. */
const keptFiles = ['README.md', 'LICENSE'];

async function checkFolder(folder: string, triples: readonly KnownTriple[]) {
  const aligner = await loadAligner(
    { folder, provider: 'cpu', threads: 0, verifyHashes: true },
    createNodeRuntime(),
    () => undefined,
  );
  try {
    return await checkTriples(aligner.engine, triples);
  } finally {
    await aligner.release();
  }
}

/** Figures of the model that is there now; undefined where it is none or incomplete, and so nothing to keep. */
async function presentFigures(
  folder: string,
  triples: readonly KnownTriple[],
): Promise<TripleFigures | undefined> {
  try {
    return (await checkFolder(folder, triples)).figures;
  } catch (error) {
    if (!(error instanceof AlignerError)) throw error;
    console.log(`The present model is not compared: ${error.message}`);
    return undefined;
  }
}

function printFigures(found: TripleFigures, present: TripleFigures | undefined): void {
  const percent = (value: number) => `${(value * 100).toFixed(0)} %`;
  const rows: readonly (readonly [string, (figures: TripleFigures) => string])[] = [
    ['corrections that end', (f) => `${f.ended} of ${f.count}`],
    ['empty corrections', (f) => String(f.empty)],
    ['good answers kept word for word', (f) => percent(f.keptShare)],
    ['tokens copied for good answers', (f) => percent(f.copiedShare)],
    ['faulty answers changed', (f) => percent(f.changedShare)],
    ['corrected exactly as the author did', (f) => percent(f.exactShare)],
    ['tokens a second', (f) => f.tokensPerSecond.toFixed(0)],
  ];
  console.log('\n| known triples | new | present |\n|---|---|---|');
  for (const [name, value] of rows) {
    console.log(`| ${name} | ${value(found)} | ${present === undefined ? '–' : value(present)} |`);
  }
}

function printCorrections(checked: readonly CheckedTriple[]): void {
  for (const { triple, correction } of checked) {
    const verdict =
      correction === triple.correction ? 'as wished' : correction === triple.answer ? 'unchanged' : 'other';
    console.log(`\n[${triple.kind}, ${verdict}] ${triple.question}\n- ${triple.answer}\n+ ${correction}`);
  }
}

/** Copies a file with the permissions of a file in a repository, whatever it had. */
async function copyPlain(from: string, to: string, name: string): Promise<void> {
  await copyFile(join(from, name), join(to, name));
  await chmod(join(to, name), 0o644);
}

/** Replaces the folder by rename, so that no reader finds half of it. */
async function replaceFolder(from: string, target: string): Promise<void> {
  const old = `${target}.old`;
  await rm(old, { recursive: true, force: true });
  if (existsSync(target)) await rename(target, old);
  await rename(from, target);
  await rm(old, { recursive: true, force: true });
}

interface Options {
  readonly force: boolean;
  readonly metadata: string;
  readonly verbose: boolean;
  readonly target: string;
}

async function replaceStarter(source: string, options: Options): Promise<void> {
  const target = resolve(options.target);
  const triples = await readTriples(join(root, 'test/fixtures/models/knownTriples.jsonl'));
  await mkdir(dirname(target), { recursive: true });
  const staging = await mkdtemp(join(dirname(target), '.replacing-'));
  try {
    await chmod(staging, 0o755);
    for (const name of await modelFiles(source)) await copyPlain(source, staging, name);
    for (const name of keptFiles) {
      if (!existsSync(join(staging, name)) && existsSync(join(target, name))) {
        await copyPlain(target, staging, name);
      }
    }
    const manifest = await makeManifest(staging, options.metadata);
    await writeFile(join(staging, manifestFileName), `${JSON.stringify(manifest, undefined, 2)}\n`);

    const { figures, checked } = await checkFolder(staging, triples);
    const present = await presentFigures(target, triples);
    if (options.verbose) printCorrections(checked);
    printFigures(figures, present);
    const reasons = [...(await sizeProblems(staging)), ...reasonsAgainst(figures, present)];
    if (reasons.length > 0) {
      console.log(`\n${options.force ? 'Replaced all the same, though' : 'Not replaced, because'}:`);
      for (const reason of reasons) console.log(`- ${reason}`);
      if (!options.force) {
        console.log('Use --force to replace it all the same.');
        process.exitCode = 1;
        return;
      }
    }
    await replaceFolder(staging, target);
    console.log(`\n${target} now holds ${manifest.name} ${manifest.version}.`);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

await new Command()
  .name('model:replace')
  .description('Checks a model folder on known triples and makes it the embedded Aligner.')
  .argument('<folder>', 'folder with *.onnx (and its data files), tokenizer.json, config.json')
  .option('--force', 'replace the present model even if the new one is refused', false)
  .option('--metadata <file>', 'name, base, licence, data, training', join(root, 'scripts/models/starter.json'))
  .option('--target <folder>', 'folder to replace', join(root, starterModelFolder))
  .option('--verbose', 'print every correction', false)
  .action(async (folder: string, options: Options) => {
    try {
      await replaceStarter(resolve(folder), options);
    } catch (error) {
      if (!(error instanceof AlignerError)) throw error;
      console.error(error.message);
      process.exitCode = 1;
    }
  })
  .parseAsync();
