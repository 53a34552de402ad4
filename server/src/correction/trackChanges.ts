import type { AnswerSite, DocumentHint } from './answerSite';
import type { OffsetRange } from './types';
export interface TextChange {
  readonly offset: number;
  readonly removedLength: number;
  readonly insertedLength: number;
}
export interface TrackedRange {
  readonly range: OffsetRange;
  readonly touched: boolean;
}
export type Relocation =
  | { readonly kind: 'unchanged'; readonly site: AnswerSite }
  | { readonly kind: 'changed'; readonly site: AnswerSite }
  | { readonly kind: 'gone' };
export declare function trackRange(range: OffsetRange, change: TextChange): TrackedRange;
export declare function relocate(
  text: string,
  site: AnswerSite,
  trackedRange: OffsetRange,
  hint: DocumentHint,
): Relocation;
