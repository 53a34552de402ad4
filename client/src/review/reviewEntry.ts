import type { ReviewState } from '../../../server/src/correction/review';
import type { CorrectionResult } from '../../../server/src/protocol/correction';
import type { AnswerSource } from './answerSource';

/** One answer under review. */
export interface ReviewEntry {
  /** Counts from 1 within the review. */
  readonly number: number;
  readonly source: AnswerSource;
  readonly result: CorrectionResult;
  readonly state: ReviewState;
  /** Changes whenever hunks get other indexes, so that a click on an old lens is known. */
  readonly generation: number;
  /** The hunk that keys act on. */
  readonly active: number | undefined;
  /** Why nothing can be written at present. */
  readonly conflict: 'changed' | 'gone' | undefined;
}

/** What a view shows. */
export interface ReviewSnapshot {
  readonly entry: ReviewEntry;
  readonly count: number;
}

/** How a review is shown: in a diff editor, or in the document itself. */
export interface ReviewView {
  /** Shows an entry in place of what was shown before. */
  open(snapshot: ReviewSnapshot): Promise<void>;
  /** Brings texts, lenses and decorations up to date. */
  update(snapshot: ReviewSnapshot): Promise<void>;
  /** The proposal as it was typed over; undefined where nothing can be typed. */
  readProposal(): string | undefined;
  /** Puts the cursor at the active hunk. */
  reveal(snapshot: ReviewSnapshot): Promise<void>;
  /** Gives the keyboard to the view. */
  focus(): Promise<void>;
  close(): Promise<void>;
}

/** What a user does in a view. */
export interface ViewEvents {
  /** `readProposal` has another text now. */
  typed(): void;
  caretMoved(hunk: number): void;
  closed(): void;
}
