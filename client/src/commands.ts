import * as vscode from 'vscode';
import type { CommandId } from '../../server/src/protocol/commands';
import { toAlignerError } from '../../server/src/protocol/errors';
import type { Corrections } from './features/corrections';
import type { Example } from './features/example';
import { selectModel, selectProvider } from './features/models';
import { allAnswers, chooseTarget } from './features/target';
import { commandAction, manageTrustAction, reportFailure, say, showLogAction } from './failures';
import type { OfferedAction } from './failures';
import type { Review } from './review/reviewEntry';
import type { Reviews } from './review/reviews';
import type { Session } from './session';
import { settingsFor, writeSetting } from './settings';

/** What the commands work on. */
export interface CommandContext {
  readonly extension: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly session: Session;
  readonly reviews: Reviews;
  readonly corrections: Corrections;
  readonly example: Example;
}

/** Why a command cannot run at present, and what helps. */
interface Explanation {
  readonly message: string;
  readonly actions: readonly OfferedAction[];
}

/** A command exists always; `disabled` says why it does nothing, undefined if it can run. */
interface Command {
  readonly disabled?: () => Explanation | undefined;
  readonly enabled: (...args: readonly unknown[]) => unknown;
}

const noAnswer: Explanation = {
  message:
    'No answer was found here. An answer stands below “## Assistant”, “**Assistant:**”, “Assistant:” or “A:”, or in a row with "question" and "answer". Or select the text of an answer.',
  actions: [commandAction('Open Example', 'aligner.openExample')],
};
const noEditor: Explanation = {
  message: 'Open a document with an LLM answer first, and put the cursor in the answer.',
  actions: [commandAction('Open Example', 'aligner.openExample')],
};
const untrusted: Explanation = {
  message:
    'Could not correct: because this workspace is not trusted, and nothing is started for an untrusted one. Trust it, then correct again.',
  actions: [manageTrustAction],
};
const serverStopped: Explanation = {
  message:
    'Could not correct: because the Aligner server is stopped. Restart it, or see the log for the reason.',
  actions: [commandAction('Restart Server', 'aligner.restartServer'), showLogAction],
};
const noReview: Explanation = {
  message: 'No review is open. Put the cursor in an LLM answer and correct it first.',
  actions: [commandAction('Correct Answer', 'aligner.correct')],
};

/** The handlers of every command of the manifest. */
export function createCommands(context: CommandContext): Readonly<Record<CommandId, Command>> {
  const { extension, log, session, reviews, corrections, example } = context;

  const canAsk = (): Explanation | undefined => (session.state === 'stopped' ? serverStopped : undefined);
  const canCorrect = (): Explanation | undefined => (vscode.workspace.isTrusted ? canAsk() : untrusted);
  const inReview = (enabled: (review: Review, ...args: readonly unknown[]) => unknown): Command => ({
    disabled: () => (reviews.current === undefined ? noReview : undefined),
    enabled: (...args) => (reviews.current === undefined ? undefined : enabled(reviews.current, ...args)),
  });
  const correct = async (...args: readonly unknown[]): Promise<void> => {
    const choice = await chooseTarget(args, extension.workspaceState);
    switch (choice.kind) {
      case 'found':
        return corrections.correct([choice.answer]);
      case 'noEditor':
        explain(noEditor);
        return;
      case 'noAnswer':
        explain(noAnswer);
        return;
      case 'dismissed':
        return;
    }
  };
  const correctAll = async (): Promise<void> => {
    const answers = allAnswers();
    if (answers === undefined || answers.length === 0) {
      explain(answers === undefined ? noEditor : noAnswer);
      return;
    }
    await corrections.correct(answers);
  };

  return {
    'aligner.correct': { disabled: canCorrect, enabled: correct },
    'aligner.correctAll': { disabled: canCorrect, enabled: correctAll },
    'aligner.cancel': {
      enabled: () => {
        corrections.cancel();
      },
    },
    'aligner.review.acceptHunk': inReview((review, hunk, generation) =>
      review.decideHunk('accepted', asNumber(hunk), asNumber(generation)),
    ),
    'aligner.review.rejectHunk': inReview((review, hunk, generation) =>
      review.decideHunk('rejected', asNumber(hunk), asNumber(generation)),
    ),
    'aligner.review.undo': inReview((review) => review.undo()),
    'aligner.review.acceptAll': inReview((review) => review.decideAll('accepted')),
    'aligner.review.rejectAll': inReview((review) => review.decideAll('rejected')),
    'aligner.review.nextHunk': inReview((review) => review.moveHunk('next')),
    'aligner.review.previousHunk': inReview((review) => review.moveHunk('previous')),
    'aligner.review.nextAnswer': inReview((review) => review.moveAnswer('next')),
    'aligner.review.previousAnswer': inReview((review) => review.moveAnswer('previous')),
    'aligner.review.regenerate': inReview((review) => corrections.regenerate(review)),
    'aligner.review.goToAnswer': inReview((review) => review.goToAnswer()),
    'aligner.toggleReviewMode': {
      enabled: async () => {
        const next = settingsFor()['review.mode'] === 'diff' ? 'inline' : 'diff';
        await writeSetting('review.mode', next);
        const where = next === 'diff' ? 'in a diff editor' : 'in the document itself';
        vscode.window.setStatusBarMessage(`Aligner: the next correction is reviewed ${where}`, 6000);
      },
    },
    'aligner.selectModel': { disabled: canAsk, enabled: () => selectModel(session) },
    'aligner.selectProvider': { enabled: () => selectProvider(session) },
    'aligner.unloadModel': {
      disabled: canAsk,
      enabled: async () => {
        await session.unloadModel();
        vscode.window.setStatusBarMessage('Aligner: the model left memory', 6000);
      },
    },
    'aligner.restartServer': { enabled: () => session.restart() },
    'aligner.showLog': {
      enabled: () => {
        log.show();
      },
    },
    'aligner.openWalkthrough': {
      enabled: () =>
        vscode.commands.executeCommand(
          'workbench.action.openWalkthrough',
          `${extension.extension.id}#getStarted`,
          false,
        ),
    },
    'aligner.openExample': { enabled: () => example.open() },
  };
}

/** Registers every command: one that cannot run explains itself, one that fails says so once. */
export function registerCommands(context: CommandContext): vscode.Disposable {
  const registrations = Object.entries(createCommands(context)).map(([id, { disabled, enabled }]) =>
    vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
      const explanation = disabled?.();
      if (explanation !== undefined) {
        explain(explanation);
        return;
      }
      try {
        await enabled(...args);
      } catch (error) {
        reportFailure(context.log, toAlignerError(error, `run the command ${id}`));
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

function explain({ message, actions }: Explanation): void {
  void say(vscode.window.showInformationMessage, message, actions);
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
