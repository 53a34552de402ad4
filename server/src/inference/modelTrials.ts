import { AlignerError } from '../protocol/errors';
import type { ActualProviderId } from '../protocol/model';
import type { CausalModel } from './causalModel';
import { createCausalModel } from './causalModel';
import { deviceProbeGraph, deviceProbeSize } from './deviceProbe';
import { planGraph } from './graph';
import { createPresentCache, createRowCache } from './kvCache';
import type { ModelFolder } from './modelFolder';
import type { ProviderTrials } from './providers';
import { hostTensor, listBackends, nativeReason, openSession } from './session';
import type { BackendId, Session } from './session';

const backendOf: Readonly<Record<ActualProviderId, BackendId>> = {
  cpu: 'cpu',
  webgpu: 'webgpu',
  cuda: 'cuda',
  directml: 'dml',
  coreml: 'coreml',
};

/** Backends whose outputs can stay in device memory in onnxruntime-node. */
const backendsWithDeviceCache: ReadonlySet<BackendId> = new Set(['webgpu', 'cuda', 'dml']);

function graphError(file: string, error: unknown): AlignerError {
  const reason = nativeReason(error);
  const external = /external data|External data|\.data\b.*(not|No such)|No such file/i.test(reason);
  return external
    ? new AlignerError(
        'modelFileMissing',
        `Could not load the model: because a data file of ${file} is missing or cut (${reason}). Take the model folder anew.`,
        { file, cause: error },
      )
    : new AlignerError(
        'graphInvalid',
        `Could not use ${file}: because ONNX Runtime refused it (${reason}). Export the model again, or choose another model folder.`,
        { file, cause: error },
      );
}

async function openGraph(folder: ModelFolder, backend: BackendId, threads: number): Promise<CausalModel> {
  const open = async (deviceOutputs: readonly string[]): Promise<Session> => {
    try {
      return await openSession(folder.graphFile, { backend, threads, deviceOutputs });
    } catch (error) {
      // Elsewhere than on the processor the same error may be the device's: the chooser words it.
      throw backend === 'cpu' && !(error instanceof AlignerError)
        ? graphError(folder.graphFile, error)
        : error;
    }
  };
  const planOf = (session: Session) =>
    planGraph(session.inputs, session.outputs, folder.cacheShape, folder.graphInterface, folder.graphFile);
  const session = await open([]);
  let plan;
  try {
    plan = planOf(session);
  } catch (error) {
    await session.release();
    throw error;
  }
  if (plan.present.length > 0 && backendsWithDeviceCache.has(backend)) {
    // The names of the outputs are known only now, and where they stay is fixed when a session is made.
    await session.release();
    return createCausalModel(
      await open([...plan.present, ...plan.fresh]),
      plan,
      createPresentCache(plan, 'device'),
    );
  }
  const cache =
    plan.interface === 'new-rows'
      ? createRowCache(plan, backend !== 'cpu')
      : createPresentCache(plan, 'host');
  return createCausalModel(session, plan, cache);
}

/** Time of a matrix product that a software adapter takes far longer for than the processor itself. */
async function probeDevice(backend: BackendId, threads: number, now: () => number): Promise<number> {
  const session = await openSession(deviceProbeGraph(), { backend, threads, deviceOutputs: [] });
  try {
    const shape = [deviceProbeSize, deviceProbeSize];
    const feeds = {
      A: hostTensor('float32', new Float32Array(deviceProbeSize ** 2).fill(0.01), shape),
    };
    // The first run pays for compiled shaders.
    await session.run(feeds, ['Y']);
    const start = now();
    await session.run(feeds, ['Y']);
    return now() - start;
  } finally {
    await session.release();
  }
}

const providers = [
  'cpu',
  'webgpu',
  'cuda',
  'directml',
  'coreml',
] as const satisfies readonly ActualProviderId[];
/** Tokens of the trial: read in one pass, and then one by one. */
const longPass = 64;
const singlePasses = 4;
/** Below 32 tokens a pass, WebGPU leaves its flash attention for prompts aside. */
const narrowPass = 16;

/** How the providers are tried with a model folder. `ids` is a text of at least 68 tokens. */
export function createModelTrials(
  folder: ModelFolder,
  ids: readonly number[],
  threads: number,
  now: () => number,
  onTry: (id: ActualProviderId) => void,
): ProviderTrials<CausalModel> {
  const run = async (model: CausalModel): Promise<Float32Array[]> => {
    model.truncate(0);
    let row: readonly Float32Array[] = [];
    for (let at = 0; at < longPass; at += model.longestPass) {
      row = await model.logits(ids.slice(at, Math.min(longPass, at + model.longestPass)), 1);
    }
    const rows = [...row];
    for (const id of ids.slice(longPass, longPass + singlePasses)) row = await model.logits([id], 1);
    model.truncate(0);
    return [...rows, ...row];
  };
  return {
    built: new Set(providers.filter((id) => listBackends().some(({ name }) => name === backendOf[id]))),
    open: async (id) => {
      onTry(id);
      return openGraph(folder, backendOf[id], threads);
    },
    run: async (model) => {
      const start = now();
      const rows = await run(model);
      return { ms: now() - start, rows };
    },
    narrow: (model) => {
      model.longestPass = narrowPass;
    },
    probe: async (id) => {
      onTry(id);
      return probeDevice(backendOf[id], threads, now);
    },
    release: (model) => model.release(),
    kvCache: (model) => model.kvCache,
    reasonOf: nativeReason,
  };
}
