import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { CorrectionResult } from '../protocol/correction';
import { AlignerError, cancelledError, toAlignerError } from '../protocol/errors';
import type { LoadedModel, LoadModelParams } from '../protocol/messages';
import type { ActualProviderId, ModelState, ModelStatus } from '../protocol/model';
import type {
  CorrectOptions,
  HostCorrectionRequest,
  InferenceHost,
  InferenceHostOptions,
} from './inferenceHostApi';
import { startWorker } from './inferenceWorker';
import type { InferenceWorker } from './inferenceWorker';

export type { HostCorrectionRequest, InferenceHost, InferenceHostOptions } from './inferenceHostApi';

const defaultIdleMinutes = 10;
const msPerMinute = 60_000;

interface Job {
  readonly id: string;
  readonly request: HostCorrectionRequest;
  readonly onEvent: NonNullable<CorrectOptions['onEvent']>;
  readonly resolve: (result: CorrectionResult) => void;
  readonly reject: (error: AlignerError) => void;
  readonly cancellation: CancellationTokenSource;
  /** In the queue, as last told; 0 before. */
  position: number;
}

type UnloadReason = Extract<ModelState, { kind: 'unloaded' }>['reason'];

/** What makes two loads different; hashes are verified or not, the model is the same. */
function loadKey({ folder, provider, threads, template }: LoadModelParams): string {
  return JSON.stringify([folder, provider, threads, template ?? '']);
}

/** Creates the owner of the inference process. The process starts with the first correction. */
export function createInferenceHost(options: InferenceHostOptions): InferenceHost {
  const { runtime, log } = options;
  const listeners = new Set<(status: ModelStatus) => void>();
  const queue: Job[] = [];
  /** Providers that ended the process when `auto` tried them. */
  const excluded: Partial<Record<ActualProviderId, string>> = {};
  let worker: InferenceWorker | undefined;
  let loaded: { readonly key: string; readonly model: LoadedModel } | undefined;
  let running: Job | undefined;
  let isLoading = false;
  let status: ModelStatus = { state: { kind: 'unloaded', reason: 'neverUsed' } };
  let idleMinutes = options.idleMinutes ?? defaultIdleMinutes;
  let stopIdleTimer: (() => void) | undefined;
  let isDisposed = false;
  let jobCount = 0;

  const setStatus = (next: ModelStatus) => {
    status = next;
    for (const listener of listeners) listener(status);
  };
  const setState = (state: ModelState) => {
    setStatus({ ...status, state });
  };

  /** Forgets the process; what it was, the status no longer says. */
  const forgetWorker = (reason: UnloadReason) => {
    worker = undefined;
    loaded = undefined;
    const { processId: _, memoryBytes: __, provider: ___, ...rest } = status;
    setStatus({ ...rest, state: { kind: 'unloaded', reason } });
  };

  const endWorker = async (reason: UnloadReason) => {
    const ending = worker;
    if (ending === undefined) return;
    forgetWorker(reason);
    ending.kill();
    await ending.ended;
  };

  const ensureWorker = (): InferenceWorker => {
    if (worker !== undefined) return worker;
    const started = startWorker(runtime, options.entryFile, log);
    worker = started;
    void started.ended.then((how) => {
      // One that was ended on purpose is forgotten before it ends.
      if (worker !== started) return;
      log('error', `The inference process ended unexpectedly: ${how}.`);
      forgetWorker('restarted');
      if (isLoading) return;
      reportCrash(how);
    });
    return started;
  };

  const reportCrash = (how: string) => {
    options.onCrash?.(
      new AlignerError(
        'inferenceCrashed',
        `Could not keep the model running: because the inference process ended (${how}). It starts anew with the next correction.`,
      ),
    );
  };

  const startIdleTimer = () => {
    stopIdleTimer?.();
    stopIdleTimer = undefined;
    if (worker === undefined || running !== undefined || idleMinutes === 0) return;
    stopIdleTimer = runtime.timer.setTimeout(() => {
      if (running === undefined) void endWorker('idle');
    }, idleMinutes * msPerMinute);
  };

  const loadOnce = async (job: Job): Promise<LoadedModel> => {
    let trying: ActualProviderId | undefined;
    setState({ kind: 'loading', step: 'Starting', fraction: 0 });
    const wish = job.request.model;
    isLoading = true;
    try {
      return await ensureWorker().load({ ...wish, excludedProviders: excluded }, (progress) => {
        trying = progress.trying;
        const { step, fraction } = progress;
        setState({ kind: 'loading', step, fraction });
        job.onEvent({ kind: 'loading', step, fraction });
      });
    } catch (error) {
      const failure = toAlignerError(error, 'load the model');
      if (failure.code === 'inferenceCrashed' && !job.cancellation.token.isCancellationRequested) {
        if (wish.provider === 'auto' && trying !== undefined && trying !== 'cpu') {
          excluded[trying] = 'trying it ended the inference process';
          log('warn', `${trying} is left out from now on: trying it ended the inference process.`);
          return await loadOnce(job);
        }
        reportCrash(failure.message);
      }
      throw failure;
    } finally {
      isLoading = false;
    }
  };

  const load = async (job: Job): Promise<number> => {
    const key = loadKey(job.request.model);
    if (worker !== undefined && loaded?.key === key) return 0;
    loaded = undefined;
    const start = runtime.clock.now();
    const stop = job.cancellation.token.onCancellationRequested(() => void endWorker('byUser'));
    try {
      const model = await loadOnce(job);
      loaded = { key, model };
      log(
        'info',
        `Loaded ${model.model.name} ${model.model.version} (${model.model.precision}): ${model.provider.reason}`,
      );
      const processId = worker?.processId;
      setStatus({
        ...status,
        model: model.model,
        provider: model.provider,
        memoryBytes: model.memoryBytes,
        ...(processId === undefined ? {} : { processId }),
      });
      return runtime.clock.now() - start;
    } catch (error) {
      if (job.cancellation.token.isCancellationRequested) throw cancelledError();
      const { code, message } = toAlignerError(error, 'load the model');
      setState({ kind: 'failed', code, message });
      throw error;
    } finally {
      stop.dispose();
    }
  };

  const run = async (job: Job): Promise<CorrectionResult> => {
    const loadMs = await load(job);
    setState({ kind: 'working', queued: queue.length });
    const { model: _, ...request } = job.request;
    const { result, memoryBytes } = await ensureWorker().correct(
      { ...request, id: job.id },
      job.onEvent,
      job.cancellation.token,
    );
    const { tokensPerSecond, firstTokenMs, copiedTokens, newTokens } = result.stats;
    setStatus({ ...status, tokensPerSecond, firstTokenMs, copiedTokens, newTokens, memoryBytes });
    return { ...result, stats: { ...result.stats, loadMs } };
  };

  const tellPositions = () => {
    queue.forEach((job, i) => {
      if (job.position === i + 1) return;
      job.position = i + 1;
      job.onEvent({ kind: 'queued', position: i + 1 });
    });
    if (status.state.kind === 'working') setState({ kind: 'working', queued: queue.length });
  };

  const next = () => {
    if (running !== undefined) return;
    const job = queue.shift();
    if (job === undefined) {
      if (status.state.kind === 'working') setState({ kind: 'ready' });
      startIdleTimer();
      return;
    }
    running = job;
    stopIdleTimer?.();
    tellPositions();
    const settled = (settle: () => void) => {
      // The next one starts first: who is told of the end sees a host that is ready.
      running = undefined;
      next();
      settle();
    };
    run(job).then(
      (result) => {
        settled(() => {
          job.resolve(result);
        });
      },
      (error: unknown) => {
        const isCancelled = job.cancellation.token.isCancellationRequested;
        settled(() => {
          job.reject(isCancelled ? cancelledError() : toAlignerError(error, 'correct the answer'));
        });
      },
    );
  };

  const cancelJob = (job: Job) => {
    const at = queue.indexOf(job);
    job.cancellation.cancel();
    if (at < 0) return;
    queue.splice(at, 1);
    job.reject(cancelledError());
    tellPositions();
  };

  const cancelAll = () => {
    for (const job of [...queue]) cancelJob(job);
    running?.cancellation.cancel();
  };

  return {
    correct: (request, { signal, onEvent } = {}) =>
      new Promise((resolve, reject) => {
        if (isDisposed || signal?.aborted === true) {
          reject(cancelledError());
          return;
        }
        let isSettled = false;
        const settle =
          <T>(done: (value: T) => void) =>
          (value: T) => {
            isSettled = true;
            signal?.removeEventListener('abort', abort);
            done(value);
          };
        jobCount++;
        const job: Job = {
          id: String(jobCount),
          request,
          onEvent: (event) => {
            if (!isSettled) onEvent?.(event);
          },
          resolve: settle(resolve),
          reject: settle(reject),
          cancellation: new CancellationTokenSource(),
          position: 0,
        };
        const abort = () => {
          cancelJob(job);
        };
        signal?.addEventListener('abort', abort, { once: true });
        queue.push(job);
        if (running !== undefined) tellPositions();
        next();
      }),
    status: () => status,
    onStatus: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    unload: async () => {
      cancelAll();
      await endWorker('byUser');
    },
    setIdleMinutes: (minutes) => {
      idleMinutes = minutes;
      startIdleTimer();
    },
    dispose: async () => {
      isDisposed = true;
      cancelAll();
      stopIdleTimer?.();
      listeners.clear();
      await endWorker('byUser');
    },
  };
}
