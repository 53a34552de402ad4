import * as vscode from 'vscode';
import { countDecisions } from '../review/hunkLenses';
import type { Reviews } from '../review/reviews';

/** Ticks the last step of the walkthrough when the user accepted something in an answer of their own. */
export function registerOwnAnswerStep(reviews: Reviews): vscode.Disposable {
  return reviews.onDidEnd(({ entries }) => {
    const { accepted } = countDecisions(entries.flatMap(({ state }) => state.decisions));
    if (accepted > 0) void vscode.commands.executeCommand('setContext', 'aligner.ownAnswerCorrected', true);
  });
}
