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
    return createCausalModel(await open(plan.present), plan, createPresentCache(plan, 'device'));
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
const measuredPromptTokens = 64;
const measuredNewTokens = 4;

/** How the providers are tried with a model folder. */
export function createModelTrials(
  folder: ModelFolder,
  promptIds: readonly number[],
  threads: number,
  now: () => number,
  onTry: (id: ActualProviderId) => void,
): ProviderTrials<CausalModel> {
  const prompt = promptIds.slice(0, measuredPromptTokens);
  const write = async (model: CausalModel): Promise<number[]> => {
    model.truncate(0);
    const tokens = [await model.next(prompt)];
    while (tokens.length < measuredNewTokens) tokens.push(await model.next(tokens.slice(-1)));
    model.truncate(0);
    return tokens;
  };
  return {
    built: new Set(providers.filter((id) => listBackends().some(({ name }) => name === backendOf[id]))),
    open: async (id) => {
      onTry(id);
      return openGraph(folder, backendOf[id], threads);
    },
    run: async (model) => {
      const start = now();
      const tokens = await write(model);
      return { ms: now() - start, tokens };
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
