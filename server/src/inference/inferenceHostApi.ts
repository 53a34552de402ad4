import type { CorrectionEvent, CorrectionRequest, CorrectionResult } from '../protocol/correction';
import type { AlignerError } from '../protocol/errors';
import type { LoadModelParams } from '../protocol/messages';
import type { ModelStatus } from '../protocol/model';
import type { Runtime } from '../runtime';

export type LogLevel = 'info' | 'warn' | 'error';
export type Log = (level: LogLevel, message: string) => void;

/** What to correct, and the model that is to do it; another folder, provider or thread count loads anew. */
export interface HostCorrectionRequest extends CorrectionRequest {
  readonly model: LoadModelParams;
}

export interface CorrectOptions {
  /** Aborting rejects with the code `cancelled`, after at most one forward pass. */
  readonly signal?: AbortSignal;
  /** Called in order, never after the promise of `correct` has settled. */
  readonly onEvent?: (event: CorrectionEvent) => void;
}

export interface InferenceHostOptions {
  readonly runtime: Runtime;
  /** Absolute path of the bundled inference process (`server/out/inferenceProcess.cjs`). */
  readonly entryFile: string;
  readonly log: Log;
  /** Called exactly once for each inference process that ended unexpectedly. */
  readonly onCrash?: (error: AlignerError) => void;
  /** Minutes without a correction after which the process ends and the model leaves memory; 0 = never. */
  readonly idleMinutes?: number;
}

/**
 * Owns the inference process for a language server or a terminal program. Corrections run one at a time in the
 * order they were asked for. Every rejection is an AlignerError.
 */
export interface InferenceHost {
  correct(request: HostCorrectionRequest, options?: CorrectOptions): Promise<CorrectionResult>;
  status(): ModelStatus;
  /** Calls `listener` after each change of the status; the returned function takes it off. */
  onStatus(listener: (status: ModelStatus) => void): () => void;
  /** Ends the process and so frees the model; running and queued corrections are cancelled. */
  unload(): Promise<void>;
  setIdleMinutes(minutes: number): void;
  /** As `unload`, and nothing runs any more. Resolves when the process is gone, also amid a native pass. */
  dispose(): Promise<void>;
}
