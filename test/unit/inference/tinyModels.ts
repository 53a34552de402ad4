import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createCausalModel } from '../../../server/src/inference/causalModel';
import type { CausalModel } from '../../../server/src/inference/causalModel';
import { planGraph } from '../../../server/src/inference/graph';
import { createPresentCache, createRowCache } from '../../../server/src/inference/kvCache';
import { loadAligner } from '../../../server/src/inference/loadAligner';
import { openSession } from '../../../server/src/inference/session';
import { createTokenizer } from '../../../server/src/inference/tokenizer';
import type { LoadModelParams } from '../../../server/src/protocol/messages';
import { createNodeRuntime } from '../../../server/src/runtime';

/** Real graphs with random weights, made by test/fixtures/models/make.py. All but `int4` hold the same weights. */
export const tinyNames = ['new-rows', 'device', 'present', 'half', 'int4'] as const;
export type TinyName = (typeof tinyNames)[number];

export const modelFixtures = resolve(import.meta.dirname, '../../fixtures/models');
export const starterFolder = resolve(import.meta.dirname, '../../../models/starter');

export function tinyFolder(name: TinyName): string {
  return join(modelFixtures, name);
}

/** A tiny graph on the processor, without engine and tokenizer. */
export async function openTiny(name: TinyName): Promise<CausalModel> {
  const file = join(tinyFolder(name), 'model.onnx');
  const session = await openSession(file, { backend: 'cpu', threads: 1, deviceOutputs: [] });
  const unknown = { heads: undefined, headSize: undefined };
  const plan = planGraph(session.inputs, session.outputs, unknown, undefined, file);
  const cache =
    plan.interface === 'new-rows' ? createRowCache(plan, false) : createPresentCache(plan, 'host');
  return createCausalModel(session, plan, cache);
}

export async function tinyTokenizer() {
  const folder = tinyFolder('new-rows');
  const file = join(folder, 'tokenizer.json');
  return createTokenizer(
    await readFile(file, 'utf8'),
    await readFile(join(folder, 'tokenizer_config.json'), 'utf8'),
    file,
  );
}

export function loadParams(folder: string, changes: Partial<LoadModelParams> = {}): LoadModelParams {
  return { folder, provider: 'cpu', threads: 1, verifyHashes: true, ...changes };
}

export async function loadFolder(folder: string, changes: Partial<LoadModelParams> = {}) {
  return loadAligner(loadParams(folder, changes), createNodeRuntime(), () => undefined);
}

/** Runs `use` on a copy of a tiny model folder that it may spoil. */
export async function withCopy(name: TinyName, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'aligner-model-'));
  try {
    await cp(tinyFolder(name), folder, { recursive: true });
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rewrites a JSON file of a model folder. */
export async function editJson(
  file: string,
  edit: (value: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const value: unknown = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify(edit(value as Record<string, unknown>)));
}

/**
 * Runs `use` on a copy whose corrections end after some twenty tokens: random weights hardly ever write the one end
 * token, and a correction that does not end is left out.
 */
export function withEndingModel(name: TinyName, use: (folder: string) => Promise<void>): Promise<void> {
  return withCopy(name, async (folder) => {
    const endOfTextIds = [2, ...Array.from({ length: 16 }, (_, i) => 140 + 15 * i)];
    await editJson(join(folder, 'aligner.json'), (manifest) => ({ ...manifest, endOfTextIds }));
    await use(folder);
  });
}

/** Pseudo-random token ids, the same every time. */
export function someIds(count: number, step = 37): number[] {
  return Array.from({ length: count }, (_, i) => 3 + ((i * step) % 380));
}
