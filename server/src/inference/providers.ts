import { AlignerError } from '../protocol/errors';
import type { ActualProviderId, ProviderChoice, ProviderId } from '../protocol/model';

/** What it takes to try a provider: opening the model on it, and measuring. */
export interface ProviderTrials<Model> {
  /** Those that this build of ONNX Runtime has. */
  readonly built: ReadonlySet<ActualProviderId>;
  /** Opens the model; throws with a reason where the provider does not work. */
  readonly open: (id: ActualProviderId) => Promise<Model>;
  /** Runs the model a little: throws if it cannot, and says how long it took and what it wrote. */
  readonly run: (model: Model) => Promise<Measurement>;
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
  readonly tokens: readonly number[];
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

async function openWished<Model>(
  id: ActualProviderId,
  trials: ProviderTrials<Model>,
): Promise<ChosenProvider<Model>> {
  if (!trials.built.has(id)) {
    throw new AlignerError(
      'providerUnavailable',
      `Could not run the model on ${nameOf[id]}: because this build of ONNX Runtime does not have it. ${cureOf[id]}`,
    );
  }
  let model: Model | undefined;
  try {
    model = await trials.open(id);
    await trials.run(model);
  } catch (error) {
    if (model !== undefined) await trials.release(model);
    // On the processor a failure is the model's, and says so itself.
    if (id === 'cpu' || error instanceof AlignerError) throw error;
    throw new AlignerError(
      'providerUnavailable',
      `Could not run the model on ${nameOf[id]}: because ${trials.reasonOf(error)}. ${cureOf[id]}`,
      { cause: error },
    );
  }
  const kvCache = trials.kvCache(model);
  const cache =
    id === 'cpu'
      ? ''
      : kvCache === 'device'
        ? '; the KV cache stays on the device'
        : '; the KV cache stays in main memory, since the graph gives no whole cache back';
  return {
    model,
    provider: { id, kvCache, reason: `${nameOf[id]} was asked for by the setting aligner.provider${cache}.` },
  };
}

/** The first run of a model pays for memory and compiled shaders. */
async function measure<Model>(model: Model, trials: ProviderTrials<Model>): Promise<Measurement> {
  await trials.run(model);
  return trials.run(model);
}

/** Why a device is out of the question for `auto`; undefined if it is worth opening the model on it. */
async function whyNot<Model>(
  id: ActualProviderId,
  trials: ProviderTrials<Model>,
): Promise<string | undefined> {
  try {
    const onDevice = await trials.probe(id);
    return onDevice > (await trials.probe('cpu')) ? slower : undefined;
  } catch (error) {
    return trials.reasonOf(error);
  }
}

const slower = 'it is slower than the processor here';

/** The model on a device, if it does the same as on the processor in less time; else why not. */
async function openIfFaster<Model>(
  id: ActualProviderId,
  cpu: Measurement,
  trials: ProviderTrials<Model>,
): Promise<{ readonly model: Model; readonly ms: number } | { readonly why: string }> {
  let model: Model | undefined;
  try {
    model = await trials.open(id);
    const { ms, tokens } = await measure(model, trials);
    const isSame = tokens.every((token, i) => token === cpu.tokens[i]);
    if (isSame && ms < cpu.ms) return { model, ms };
    await trials.release(model);
    return { why: isSame ? slower : 'it wrote other text than the processor' };
  } catch (error) {
    if (model !== undefined) await trials.release(model);
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
      const reason = `${nameOf[id]} was the fastest in a trial: ${tried.ms.toFixed(0)} ms against ${cpu.ms.toFixed(0)} ms on the processor.`;
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
