import type { AnswerSite, DocumentHint } from './answerSite';
export declare function locateAnswers(text: string, hint: DocumentHint): readonly AnswerSite[];
