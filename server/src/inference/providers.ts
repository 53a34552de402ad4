import { AlignerError } from '../protocol/errors';
import type { ActualProviderId, ProviderChoice, ProviderId } from '../protocol/model';

/** What it takes to try a provider: opening the model on it, and measuring. */
export interface ProviderTrials<Model> {
  /** Those that this build of ONNX Runtime has. */
  readonly built: ReadonlySet<ActualProviderId>;
  /** Opens the model; throws with a reason where the provider does not work. */
  readonly open: (id: ActualProviderId) => Promise<Model>;
  /** Runs the model a little: throws if it cannot, and says how long it took and what came out. */
  readonly run: (model: Model) => Promise<Measurement>;
  /** Lets the model read only a few tokens in one pass from now on. */
  readonly narrow: (model: Model) => void;
  /** Milliseconds of the same small work without the model; throws where there is no device. */
  readonly probe: (id: ActualProviderId) => Promise<number>;
  readonly release: (model: Model) => Promise<void>;
  readonly kvCache: (model: Model) => ProviderChoice['kvCache'];
  readonly reasonOf: (error: unknown) => string;
}

/** Providers that `auto` must not try, with the reason. */
export type ExcludedProviders = Readonly<Partial<Record<ActualProviderId, string>>>;

export interface Measurement {
  readonly ms: number;
  /** Logits after a pass over many tokens, and after passes over single ones. */
  readonly rows: readonly Float32Array[];
}

export interface ChosenProvider<Model> {
  readonly model: Model;
  readonly provider: ProviderChoice;
}

const nameOf: Readonly<Record<ActualProviderId, string>> = {
  cpu: 'the processor',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  directml: 'DirectML',
  coreml: 'Core ML',
};

const cureOf: Readonly<Record<ActualProviderId, string>> = {
  cpu: 'Install the extension for this platform again.',
  webgpu: 'Install a driver of the graphics card (Vulkan on Linux), or set aligner.provider to auto or cpu.',
  cuda: 'Install the CUDA libraries of onnxruntime-node (Linux x64 with an NVIDIA card), or set aligner.provider to auto or cpu.',
  directml: 'DirectML needs Windows with a DirectX 12 card; else set aligner.provider to auto or cpu.',
  coreml: 'Core ML needs macOS; else set aligner.provider to auto or cpu.',
};

/**
 * What `auto` tries beside the processor, best first. Core ML is left out: it takes over few operators of a decoder
 * and compiles for minutes; who wishes it can name it.
 */
const autoCandidates = ['cuda', 'directml', 'webgpu'] as const satisfies readonly ActualProviderId[];

const slower = 'it is slower than the processor here';
const wrong = 'it computes other results than the processor';
const narrowed = ', reading a few tokens at a time, since it computes longer passes wrongly';
/** Quantised kernels differ a little from one another; a wrong one has nothing to do with the right result. */
const leastLikeness = 0.97;

/** Cosine of two rows of logits about their means. */
export function likeness(a: Float32Array, b: Float32Array): number {
  const mean = (row: Float32Array) => row.reduce((sum, value) => sum + value, 0) / row.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [dot, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] ?? 0) - meanA, (b[i] ?? 0) - meanB];
    dot += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return dot / Math.sqrt(squareA * squareB);
}

interface OpenedOnDevice<Model> {
  readonly model: Model;
  readonly isNarrow: boolean;
}

/**
 * Opens the model on a device and compares its results with the processor's. Kernels for long passes are the ones that
 * go wrong on unusual adapters (the flash attention of ONNX Runtime 1.30 for WebGPU where a subgroup has 4 lanes): then
 * short passes are tried. Throws where the device does not work or is wrong all the same.
 */
async function openOnDevice<Model>(
  id: ActualProviderId,
  reference: Measurement,
  trials: ProviderTrials<Model>,
): Promise<OpenedOnDevice<Model>> {
  const model = await trials.open(id);
  const isRight = async () => {
    const { rows } = await trials.run(model);
    return rows.every((row, i) => likeness(row, reference.rows[i] ?? new Float32Array()) > leastLikeness);
  };
  try {
    if (await isRight()) return { model, isNarrow: false };
    trials.narrow(model);
    if (await isRight()) return { model, isNarrow: true };
    throw new Error(wrong);
  } catch (error) {
    await trials.release(model);
    throw error;
  }
}

/** What the processor computes, for comparison; its model is given back at once. */
async function referenceRun<Model>(trials: ProviderTrials<Model>): Promise<Measurement> {
  const model = await trials.open('cpu');
  try {
    return await trials.run(model);
  } finally {
    await trials.release(model);
  }
}

async function openWished<Model>(
  id: ActualProviderId,
  trials: ProviderTrials<Model>,
): Promise<ChosenProvider<Model>> {
  const asked = `${nameOf[id]} was asked for by the setting aligner.provider`;
  if (id === 'cpu') {
    // A failure here is the model's, and says so itself.
    const model = await trials.open('cpu');
    return { model, provider: { id, kvCache: trials.kvCache(model), reason: `${asked}.` } };
  }
  const unavailable = (reason: string, cause?: unknown) =>
    new AlignerError(
      'providerUnavailable',
      `Could not run the model on ${nameOf[id]}: because ${reason}. ${cureOf[id]}`,
      { cause },
    );
  if (!trials.built.has(id)) throw unavailable('this build of ONNX Runtime does not have it');
  const reference = await referenceRun(trials);
  try {
    const { model, isNarrow } = await openOnDevice(id, reference, trials);
    const kvCache = trials.kvCache(model);
    const cache =
      kvCache === 'device'
        ? 'the KV cache stays on the device'
        : 'the KV cache stays in main memory, since the graph gives no whole cache back';
    return {
      model,
      provider: { id, kvCache, reason: `${asked}${isNarrow ? narrowed : ''}; ${cache}.` },
    };
  } catch (error) {
    throw error instanceof AlignerError ? error : unavailable(trials.reasonOf(error), error);
  }
}

/** The first run of a model pays for memory and compiled shaders. */
async function measure<Model>(model: Model, trials: ProviderTrials<Model>): Promise<Measurement> {
  await trials.run(model);
  return trials.run(model);
}

/** A device may take this much longer for the probe than the processor: what it wins with large models shows later. */
const probeFactor = 3;
const probeLaunchMs = 20;

/** Why a device is out of the question for `auto`; undefined if it is worth opening the model on it. */
async function whyNot<Model>(
  id: ActualProviderId,
  trials: ProviderTrials<Model>,
): Promise<string | undefined> {
  try {
    const onDevice = await trials.probe(id);
    return onDevice > probeLaunchMs + probeFactor * (await trials.probe('cpu')) ? slower : undefined;
  } catch (error) {
    return trials.reasonOf(error);
  }
}

/** The model on a device, if it does the same as on the processor in less time; else why not. */
async function openIfFaster<Model>(
  id: ActualProviderId,
  cpu: Measurement,
  trials: ProviderTrials<Model>,
): Promise<(OpenedOnDevice<Model> & { readonly ms: number }) | { readonly why: string }> {
  let opened: OpenedOnDevice<Model> | undefined;
  try {
    opened = await openOnDevice(id, cpu, trials);
    const { ms } = await trials.run(opened.model);
    if (ms < cpu.ms) return { ...opened, ms };
    await trials.release(opened.model);
    return { why: slower };
  } catch (error) {
    if (opened !== undefined) await trials.release(opened.model);
    return { why: trials.reasonOf(error) };
  }
}

async function openBest<Model>(
  trials: ProviderTrials<Model>,
  excluded: ExcludedProviders,
): Promise<ChosenProvider<Model>> {
  const reasons: string[] = [];
  const refuse = (id: ActualProviderId, why: string) => {
    reasons.push(`${nameOf[id]} was not chosen, because ${why}`);
  };
  const candidates: ActualProviderId[] = [];
  for (const id of autoCandidates.filter((candidate) => trials.built.has(candidate))) {
    const why = excluded[id] ?? (await whyNot(id, trials));
    if (why === undefined) candidates.push(id);
    else refuse(id, why);
  }

  const cpuModel = await trials.open('cpu');
  const cpu = candidates.length === 0 ? await trials.run(cpuModel) : await measure(cpuModel, trials);
  for (const id of candidates) {
    const tried = await openIfFaster(id, cpu, trials);
    if ('model' in tried) {
      await trials.release(cpuModel);
      const reason = `${nameOf[id]} was the fastest in a trial${tried.isNarrow ? narrowed : ''}: ${tried.ms.toFixed(0)} ms against ${cpu.ms.toFixed(0)} ms on the processor.`;
      return { model: tried.model, provider: { id, kvCache: trials.kvCache(tried.model), reason } };
    }
    refuse(id, tried.why);
  }
  const because = reasons.length === 0 ? ', the only provider of this build' : `: ${reasons.join('; ')}`;
  return {
    model: cpuModel,
    provider: { id: 'cpu', kvCache: 'host', reason: `The processor runs the model${because}.` },
  };
}

/**
 * Opens the model on the wished provider. `auto` takes a device only if it does the same work faster than the
 * processor, so that a software adapter is never picked; any other wish is fulfilled or refused.
 *
 * @param excluded providers that `auto` must not try, with the reason: those that ended the process before.
 * @throws AlignerError `providerUnavailable`, or what opening the model on the processor throws.
 */
export async function chooseProvider<Model>(
  wish: ProviderId,
  trials: ProviderTrials<Model>,
  excluded: ExcludedProviders = {},
): Promise<ChosenProvider<Model>> {
  return wish === 'auto' ? openBest(trials, excluded) : openWished(wish, trials);
}
