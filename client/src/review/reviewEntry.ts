import type { HunkDecision, ReviewState } from '../../../server/src/correction/review';
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

/** What a review begins with. */
export type StartedEntry = Pick<ReviewEntry, 'source' | 'result' | 'state'>;

export type Decision = Exclude<HunkDecision, 'pending'>;

/** What a review tells its owner. */
export interface ReviewEvents {
  changed(): void;
  /** The review is over and its view closed. */
  ended(): void;
  failed(error: unknown): void;
  /** The user closed the view before everything was decided. */
  abandoned(entries: readonly ReviewEntry[]): void;
  /** The answer is not what was corrected any more, and nothing was written. */
  conflicted(entry: ReviewEntry): void;
}

export interface Review {
  readonly current: ReviewEntry;
  readonly entries: readonly ReviewEntry[];
  readonly viewEvents: ViewEvents;
  show(): Promise<void>;
  focus(): Promise<void>;
  /** Without a hunk: the active one. A generation that has passed is refused. */
  decideHunk(decision: Decision, hunk?: number, generation?: number): Promise<void>;
  readonly canUndo: boolean;
  /** Takes the last decision about a hunk back, also in the document; what was typed since has its own undo. */
  undo(): Promise<void>;
  /** Every pending hunk of every answer; what is accepted is written as one edit. */
  decideAll(decision: Decision): Promise<void>;
  moveHunk(direction: 'next' | 'previous'): Promise<void>;
  moveAnswer(direction: 'next' | 'previous'): Promise<void>;
  goToAnswer(): Promise<void>;
  /** Takes the answer as it is now for the left side, and reviews the proposal against it. */
  compareWithPresent(): Promise<void>;
  /** Puts another correction of the answer as it is now in the place of the current one. */
  replaceCorrection(answer: string, result: CorrectionResult): Promise<void>;
  /** Ends without deciding anything more. */
  close(): Promise<void>;
}
