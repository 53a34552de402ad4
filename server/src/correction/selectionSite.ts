import type { AnswerSite, DocumentHint } from './answerSite';
import type { OffsetRange } from './types';
export declare function selectionSite(
  text: string,
  range: OffsetRange,
  question: string,
  hint: DocumentHint,
): AnswerSite;
