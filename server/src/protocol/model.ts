/** What is known of models and of where they run; plain data shared by every process. */

export const providerIds = ['auto', 'cpu', 'webgpu', 'cuda', 'directml', 'coreml'] as const;
/** An execution provider as a user names it; `auto` is a wish only, never what a model runs on. */
export type ProviderId = (typeof providerIds)[number];
export type ActualProviderId = Exclude<ProviderId, 'auto'>;

export interface ProviderChoice {
  readonly id: ActualProviderId;
  /** One sentence for the user: why this provider was chosen, and why a better one was not. */
  readonly reason: string;
  /** Where the KV cache lives: host arrays, or buffers that never leave the device. */
  readonly kvCache: 'host' | 'device';
}

export interface ModelSummary {
  readonly name: string;
  readonly version: string;
  /** Absolute path of the model folder. */
  readonly folder: string;
  /** Template id, or `literal` for a template written in the manifest. */
  readonly template: string;
  readonly precision: string;
  /** Tokens: prompt and correction together. */
  readonly contextLength: number;
}

/** How the next token is chosen. Greedy unless `sampling` is given. */
export interface SamplingOptions {
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  /** Subtracted from a token's logit once for each time it was generated already (0 = off). */
  readonly frequencyPenalty: number;
  readonly seed: number;
}

export type ModelState =
  | { readonly kind: 'unloaded'; readonly reason: 'neverUsed' | 'idle' | 'byUser' | 'restarted' }
  | { readonly kind: 'loading'; readonly step: string; readonly fraction: number }
  | { readonly kind: 'ready' }
  | { readonly kind: 'working'; readonly queued: number }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Everything the language status item shows. */
export interface ModelStatus {
  readonly state: ModelState;
  readonly model?: ModelSummary;
  readonly provider?: ProviderChoice;
  /** Of the last correction. */
  readonly tokensPerSecond?: number;
  readonly firstTokenMs?: number;
  readonly copiedTokens?: number;
  readonly newTokens?: number;
  /** Resident memory of the inference process in bytes, after the last correction. */
  readonly memoryBytes?: number;
  /** Process id of the inference process, absent while it is not running. */
  readonly processId?: number;
}

/** A model that can be chosen: the embedded one, or a folder that the user added. */
export interface ModelChoice {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly folder: string;
  readonly selected: boolean;
}
