import { NotificationType, NotificationType0, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { CorrectionEvent, CorrectionRequest, CorrectionResult } from './correction';
import type { SerializedError } from './errors';
import type { ActualProviderId, ModelChoice, ModelStatus, ModelSummary, ProviderChoice } from './model';
import type { Settings } from './settings';

/** `initializationOptions` of the language server. Everything is optional for editors that send nothing. */
export interface InitializationOptions {
  /** False holds back everything that starts a process or loads a model until `aligner/trusted`. */
  readonly trusted?: boolean;
  /** The client has the command `aligner.correct` and shows reviews itself (VS Code). */
  readonly reviews?: boolean;
  /** Settings by their full keys (`aligner.provider`), for editors without `workspace/configuration`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface CorrectParams extends CorrectionRequest {
  /** Names this correction in its events; unique for the life of the connection. */
  readonly id: string;
  /** The document whose settings hold for it. */
  readonly uri?: string;
}

export interface CorrectionEventParams {
  readonly id: string;
  /** 1, 2, 3 … for each correction. */
  readonly sequence: number;
  readonly event: CorrectionEvent;
}

/** Client to server. */
export const correctRequest = new RequestType<CorrectParams, CorrectionResult, SerializedError>(
  'aligner/correct',
);
export const modelStatusRequest = new RequestType0<ModelStatus, void>('aligner/model/status');
export const modelsRequest = new RequestType0<readonly ModelChoice[], void>('aligner/models');
export const unloadModelRequest = new RequestType0<null, SerializedError>('aligner/model/unload');
export const trustedNotification = new NotificationType0('aligner/trusted');

/** Server to client. */
export const correctionEventNotification = new NotificationType<CorrectionEventParams>(
  'aligner/correction/event',
);
export const modelStatusNotification = new NotificationType<ModelStatus>('aligner/model/statusChanged');

/** Server to inference process, over its IPC channel. */
export interface LoadModelParams {
  readonly folder: string;
  readonly provider: Settings['provider'];
  readonly threads: number;
  /** Verify sha256 of every file; sizes are always checked. */
  readonly verifyHashes: boolean;
  /** For a folder without a manifest: the template id or literal template to use. */
  readonly template?: string;
  /** Providers that `auto` must not try, with the reason: they ended the process before. */
  readonly excludedProviders?: Readonly<Partial<Record<ActualProviderId, string>>>;
}

export interface LoadedModel {
  readonly model: ModelSummary;
  readonly provider: ProviderChoice;
  readonly loadMs: number;
  readonly memoryBytes: number;
  /** Warnings for the user, such as a template that does not fit. */
  readonly warnings: readonly string[];
}

export interface LoadProgressParams {
  readonly step: string;
  readonly fraction: number;
  /** Being tried now: if the process ends, it is at fault. */
  readonly trying?: ActualProviderId;
}

export interface InferenceResult {
  readonly result: CorrectionResult;
  readonly memoryBytes: number;
}

export const loadModelRequest = new RequestType<LoadModelParams, LoadedModel, SerializedError>(
  'inference/load',
);
export const inferRequest = new RequestType<CorrectParams, InferenceResult, SerializedError>(
  'inference/correct',
);
export const loadProgressNotification = new NotificationType<LoadProgressParams>('inference/load/progress');
export const inferenceEventNotification = new NotificationType<CorrectionEventParams>(
  'inference/correction/event',
);
export const inferenceLogNotification = new NotificationType<{
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
}>('inference/log');
