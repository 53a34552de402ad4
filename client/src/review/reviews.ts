import * as vscode from 'vscode';
import type { Settings } from '../../../server/src/protocol/settings';
import { proposalText } from '../../../server/src/correction/review';
import { commandAction, readFailure, reportFailure, say } from '../failures';
import type { AnswerSource } from './answerSource';
import { createDiffView, fileNameOf } from './diffView';
import type { DiffViewTools } from './diffView';
import { createInlineView } from './inlineView';
import { createReview } from './review';
import { countDecisions } from './hunkLenses';
import type { Review, ReviewEntry, StartedEntry } from './reviewEntry';
import { isOfReview, reviewRoot } from './reviewFiles';

/** The reviews that are open. */
export interface Reviews {
  /** The review that has the keyboard, else the latest; undefined if none is open. */
  readonly current: Review | undefined;
  readonly onDidEnd: vscode.Event<Review>;
  /** Where the documents of a new review go. */
  nextRoot(document: vscode.Uri): vscode.Uri;
  open(root: vscode.Uri, mode: Settings['review.mode'], entries: readonly StartedEntry[]): Promise<Review>;
  of(isSame: (source: AnswerSource) => boolean): Review | undefined;
  dispose(): void;
}

interface OpenReview {
  readonly review: Review;
  /** Whether a document shows this review. */
  readonly shows: (uri: vscode.Uri) => boolean;
}

export function createReviews(tools: DiffViewTools, log: vscode.LogOutputChannel): Reviews {
  const ended = new vscode.EventEmitter<Review>();
  let open: readonly OpenReview[] = [];
  let numbers = 0;

  const focused = (): OpenReview | undefined => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    return uri === undefined ? undefined : open.find(({ shows }) => shows(uri));
  };
  const current = (): Review | undefined => (focused() ?? open.at(-1))?.review;
  const setContext = (): void => {
    const review = current();
    void vscode.commands.executeCommand('setContext', 'aligner.reviewActive', review !== undefined);
    void vscode.commands.executeCommand('setContext', 'aligner.reviewFocus', focused() !== undefined);
    void vscode.commands.executeCommand('setContext', 'aligner.reviewCanUndo', review?.canUndo === true);
    void vscode.commands.executeCommand(
      'setContext',
      'aligner.reviewHasMany',
      (review?.entries.length ?? 0) > 1,
    );
  };
  const subscriptions = vscode.Disposable.from(ended, vscode.window.onDidChangeActiveTextEditor(setContext));

  const openReview: Reviews['open'] = async (root, mode, entries) => {
    const inline = mode === 'inline';
    const review: Review = createReview(
      entries,
      (events) => (inline ? createInlineView(tools, events) : createDiffView(root, tools, events)),
      {
        changed: setContext,
        ended: () => {
          open = open.filter((each) => each.review !== review);
          setContext();
          ended.fire(review);
        },
        failed: (error) => {
          const failure = readFailure(error, 'review the correction');
          reportFailure(log, failure, failure.code === 'internal' ? [] : [copyAction(review.current)]);
        },
        abandoned: (left) => {
          void sayAbandoned(left, () => openReview(root, mode, left));
        },
        conflicted: (entry) => {
          sayConflict(review, entry);
        },
      },
    );
    const shows = inline
      ? (uri: vscode.Uri) => review.entries.some(({ source }) => source.uri.toString() === uri.toString())
      : (uri: vscode.Uri) => isOfReview(uri, root);
    open = [...open, { review, shows }];
    await review.show();
    setContext();
    return review;
  };

  return {
    get current() {
      return current();
    },
    onDidEnd: ended.event,
    nextRoot: (document) => {
      numbers += 1;
      return reviewRoot(numbers, fileNameOf(document));
    },
    of: (isSame) => open.find(({ review }) => review.entries.some(({ source }) => isSame(source)))?.review,
    open: openReview,
    dispose: () => {
      subscriptions.dispose();
    },
  };
}

function copyAction({ state }: ReviewEntry): { readonly title: string; readonly run: () => unknown } {
  return {
    title: 'Copy',
    run: () => vscode.env.clipboard.writeText(proposalText(state)),
  };
}

function sayConflict(review: Review, entry: ReviewEntry): void {
  const copy = copyAction(entry);
  if (entry.conflict === 'gone') {
    const message =
      'Could not find the answer in its document any more: because it was deleted, or its document was closed. Nothing was written. Copy the correction to keep it.';
    void say(vscode.window.showWarningMessage, message, [copy]);
    return;
  }
  const message =
    'The answer was changed by hand since it was corrected, so nothing is written over it. Compare the correction with the present text, or regenerate it.';
  void say(vscode.window.showWarningMessage, message, [
    { title: 'Compare', run: () => review.compareWithPresent() },
    { title: 'Show Answer', run: () => review.goToAnswer() },
    commandAction('Regenerate', 'aligner.review.regenerate'),
    copy,
  ]);
}

async function sayAbandoned(left: readonly ReviewEntry[], reopen: () => Promise<Review>): Promise<void> {
  const hunks = left.reduce((sum, { state }) => sum + countDecisions(state.decisions).pending, 0);
  const message = `The review was closed with ${hunks} ${hunks === 1 ? 'hunk' : 'hunks'} undecided. They are not in your document.`;
  const action = { title: 'Reopen Review', run: reopen };
  const reopened = await say(vscode.window.showInformationMessage, message, [action]);
  if (!reopened) for (const { source } of left) source.dispose();
}
