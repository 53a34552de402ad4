import type { AnswerSite } from './answerSite';
import type { OffsetEdit } from './types';
export type EditPlan =
  | { readonly kind: 'edits'; readonly edits: readonly OffsetEdit[] }
  | { readonly kind: 'refused'; readonly reason: string };
/** The edits, or why the text cannot be written at the place. */
export declare function planEdits(text: string, site: AnswerSite, newText: string): EditPlan;
/** As planEdits, but a refusal is thrown as an AlignerError `correctionUnwritable`. */
export declare function editsFor(text: string, site: AnswerSite, newText: string): readonly OffsetEdit[];
export declare function applyEdits(text: string, edits: readonly OffsetEdit[]): string;
