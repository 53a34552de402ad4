// Measures the embedded Aligner in its real process, and transformers.js on the same weights: npm run bench:inference
// For the comparison: npm ci --ignore-scripts in test/bench, and standardInterface.py once (see there).
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { createInferenceHost } from '../../server/src/inference/inferenceHost';
import { parseTemplate, renderPrompt } from '../../server/src/inference/template';
import { createNodeRuntime } from '../../server/src/runtime';
import { readTriples } from '../../scripts/models/checkTriples';
import type { KnownTriple } from '../../scripts/models/checkTriples';

const root = resolve(import.meta.dirname, '../..');
const starter = join(root, 'models/starter');
const standard = join(root, 'dist/bench/starter-standard');
const entryFile = join(root, 'server/out/inferenceProcess.cjs');
const threads = Math.min(8, cpus().length);
const rounds = 3;

interface Run {
  readonly promptTokens: number;
  readonly newTokens: number;
  readonly firstTokenMs: number;
  /** From the first token to the last. */
  readonly decodingMs: number;
  readonly text: string;
}

interface Figures {
  readonly loadMs: number;
  readonly memoryBytes: number;
  readonly runs: readonly Run[];
}

const figuresSchema = z.object({
  loadMs: z.number(),
  memoryBytes: z.number(),
  runs: z.array(
    z.object({
      promptTokens: z.number(),
      newTokens: z.number(),
      firstTokenMs: z.number(),
      decodingMs: z.number(),
      text: z.string(),
    }),
  ),
});

async function measureAligner(triples: readonly KnownTriple[]): Promise<Figures> {
  const host = createInferenceHost({ runtime: createNodeRuntime(), entryFile, log: () => undefined });
  const model = { folder: starter, provider: 'cpu', threads, verifyHashes: true } as const;
  try {
    let loadMs = 0;
    const runs: Run[] = [];
    for (const { question, answer } of triples) {
      const { correction, stats } = await host.correct({ question, answer, model });
      loadMs = Math.max(loadMs, stats.loadMs);
      const { promptTokens, newTokens, firstTokenMs, tokensPerSecond } = stats;
      const decodingMs = tokensPerSecond === 0 ? 0 : ((newTokens - 1) * 1000) / tokensPerSecond;
      runs.push({ promptTokens, newTokens, firstTokenMs, decodingMs, text: correction });
    }
    return { loadMs, memoryBytes: host.status().memoryBytes ?? 0, runs };
  } finally {
    await host.dispose();
  }
}

async function measureTransformersJs(triples: readonly KnownTriple[]): Promise<Figures> {
  const requestFile = join(standard, '..', 'request.json');
  const template = parseTemplate('correction-v2');
  const prompts = triples.map(({ question, answer }) => renderPrompt(template, question, answer));
  await writeFile(requestFile, JSON.stringify({ prompts, maxNewTokens: 256, threads }));
  const script = join(import.meta.dirname, 'transformersJs.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, standard, requestFile]);
  return figuresSchema.parse(JSON.parse(stdout));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function row(name: string, all: readonly Figures[]): string {
  const runs = all.flatMap((figures) => figures.runs).filter((run) => run.newTokens > 4);
  const cells = [
    name,
    median(all.map(({ loadMs }) => loadMs)).toFixed(0),
    median(runs.map((run) => run.firstTokenMs)).toFixed(0),
    median(runs.map((run) => (run.promptTokens * 1000) / run.firstTokenMs)).toFixed(0),
    median(runs.map((run) => ((run.newTokens - 1) * 1000) / run.decodingMs)).toFixed(1),
    Math.max(...runs.map((run) => ((run.newTokens - 1) * 1000) / run.decodingMs)).toFixed(1),
    (median(all.map(({ memoryBytes }) => memoryBytes)) / 1e6).toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Why the comparison cannot be made; undefined if it can. */
function whyAlone(): string | undefined {
  if (!existsSync(join(import.meta.dirname, 'node_modules/@huggingface/transformers'))) {
    return 'transformers.js is not installed. Type: npm ci --ignore-scripts --prefix test/bench';
  }
  return existsSync(join(standard, 'onnx/model.onnx'))
    ? undefined
    : 'the weights were not exported for it. Type: python test/bench/standardInterface.py models/starter dist/bench/starter-standard';
}

await mkdir(join(root, 'dist/bench'), { recursive: true });
const triples = await readTriples(join(root, 'test/fixtures/models/knownTriples.jsonl'));
const alone = whyAlone();
const ours: Figures[] = [];
const theirs: Figures[] = [];
// In turns, so that a busy moment of the machine meets both.
for (let round = 0; round < rounds; round++) {
  ours.push(await measureAligner(triples));
  if (alone === undefined) theirs.push(await measureTransformersJs(triples));
}

const manifest: unknown = JSON.parse(await readFile(join(starter, 'aligner.json'), 'utf8'));
const { name, version } = z.object({ name: z.string(), version: z.string() }).parse(manifest);
console.log(`## Inference on the processor

Model ${name} ${version}, greedy, ${triples.length} corrections of test/fixtures/models/knownTriples.jsonl, ${rounds} rounds in turns, medians.
Machine: ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} logical processors (${threads} threads used), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}, Node ${process.version}.

| | load ms | first token ms | prefill tokens/s | decode tokens/s | decode best | process MB |
|---|---|---|---|---|---|---|
${row('this extension', ours)}${theirs.length === 0 ? '' : `\n${row('transformers.js', theirs)}`}`);
if (alone !== undefined) console.log(`\nNot compared with transformers.js: ${alone}`);
else {
  const same = ours[0]?.runs.filter((run, i) => run.text.trim() === theirs[0]?.runs[i]?.text.trim()).length;
  console.log(`\nSame text from both: ${String(same)} of ${triples.length}.`);
}
