import type { LoadedModel, LoadModelParams } from '../protocol/messages';
import type { ActualProviderId, ModelSummary } from '../protocol/model';
import type { Runtime } from '../runtime';
import { createEngine } from './engine';
import type { Engine } from './engine';
import { openModelFolder } from './modelFolder';
import { createModelTrials } from './modelTrials';
import { chooseProvider } from './providers';
import { promptSegments } from './template';
import { templateWarnings } from './templateCheck';

export interface LoadedAlignerProcess {
  readonly engine: Engine;
  readonly loaded: LoadedModel;
  release(): Promise<void>;
}

const mostThreads = 8;
/** Up to this many logical processors all are used: small machines share cores among few. */
const smallMachine = 4;

/** Threads for the model: the wish, or the physical cores as far as they can be told, at most 8. */
export function threadCount(wish: number, logicalProcessors: number): number {
  if (wish > 0) return wish;
  const cores = logicalProcessors <= smallMachine ? logicalProcessors : Math.ceil(logicalProcessors / 2);
  return Math.min(mostThreads, cores);
}

const trialQuestion = 'What is the capital of France?';
const trialAnswer =
  'The capital of France is Paris. It lies on the river Seine. About two million people live in the city, and many more around it. Visitors come for its museums, its food and its old streets.';

/**
 * Loads a model folder: checks its files, chooses where to run it, and makes the engine.
 *
 * @throws AlignerError of the folder, the graph or the provider.
 */
export async function loadAligner(
  params: LoadModelParams,
  runtime: Runtime,
  onProgress: (step: string, fraction: number, trying?: ActualProviderId) => void,
): Promise<LoadedAlignerProcess> {
  const now = () => runtime.clock.now();
  const start = now();
  const folder = await openModelFolder(
    params.folder,
    {
      template: params.template,
      verifyHashes: params.verifyHashes,
      onProgress: (step, fraction) => {
        onProgress(step, fraction * 0.4);
      },
    },
    runtime.files,
  );
  const { template, tokenizer } = folder;
  const promptIds = tokenizer.encodePrompt(promptSegments(template, trialQuestion, trialAnswer));
  const threads = threadCount(params.threads, runtime.processes.parallelism);
  const { model, provider } = await chooseProvider(
    params.provider,
    createModelTrials(folder, promptIds, threads, now, (id) => {
      onProgress(`Trying ${id}`, 0.5, id);
    }),
    params.excludedProviders,
  );
  onProgress('Starting', 0.9);
  const warnings = [
    ...folder.warnings,
    ...(folder.hasManifest ? [] : await templateWarnings(template, model, tokenizer)),
  ];
  const summary: ModelSummary = {
    name: folder.name,
    version: folder.version,
    folder: folder.folder,
    template: template.id,
    precision: folder.precision,
    contextLength: folder.contextLength,
  };
  const engine = createEngine({
    aligner: { ...folder, model, cached: { ids: [] } },
    model: summary,
    provider,
    warnings,
    now,
    yield: () => runtime.timer.yield(),
  });
  return {
    engine,
    loaded: {
      model: summary,
      provider,
      loadMs: now() - start,
      memoryBytes: runtime.processes.memoryBytes(),
      warnings,
    },
    release: () => model.release(),
  };
}
