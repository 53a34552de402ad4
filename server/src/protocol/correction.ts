import type { ModelSummary, ProviderChoice, SamplingOptions } from './model';

/** A question and an upstream LLM's answer, as plain text. */
export interface CorrectionRequest {
  readonly question: string;
  readonly answer: string;
  /** Absent: greedy decoding. */
  readonly sampling?: SamplingOptions;
}

/** Told beside a correction; never an error. */
export type CorrectionNotice =
  | { readonly kind: 'parts'; readonly count: number; readonly message: string }
  | { readonly kind: 'markers'; readonly message: string }
  | { readonly kind: 'beyondTrainedLength'; readonly message: string }
  | { readonly kind: 'textReplaced'; readonly message: string }
  | { readonly kind: 'stoppedAtLimit'; readonly message: string }
  | { readonly kind: 'stoppedRepeating'; readonly message: string }
  | { readonly kind: 'keptEmptyPart'; readonly message: string }
  | { readonly kind: 'modelWarning'; readonly message: string };

export interface CorrectionStats {
  readonly promptTokens: number;
  readonly newTokens: number;
  /** Tokens of the correction that stand in the answer too, in the same order. */
  readonly copiedTokens: number;
  readonly loadMs: number;
  readonly firstTokenMs: number;
  readonly totalMs: number;
  /** Decoding only: new tokens after the first, by the time they took. */
  readonly tokensPerSecond: number;
  readonly parts: number;
}

export interface CorrectionResult {
  readonly correction: string;
  /** False: the model found nothing to change. */
  readonly changed: boolean;
  readonly notices: readonly CorrectionNotice[];
  readonly stats: CorrectionStats;
  readonly model: ModelSummary;
  readonly provider: ProviderChoice;
}

/**
 * Progress of one correction. `text` events appended in order, cut where a `rewind` says so, give the correction of
 * the result, so a view may show them as they come.
 */
export type CorrectionEvent =
  | { readonly kind: 'queued'; readonly position: number }
  | { readonly kind: 'loading'; readonly step: string; readonly fraction: number }
  | { readonly kind: 'prefill'; readonly done: number; readonly total: number }
  | { readonly kind: 'part'; readonly index: number; readonly count: number }
  | { readonly kind: 'notice'; readonly notice: CorrectionNotice }
  /** What was written beyond `length` UTF-16 units is taken back: the model got stuck there. */
  | { readonly kind: 'rewind'; readonly length: number }
  | { readonly kind: 'text'; readonly delta: string; readonly tokens: number };
