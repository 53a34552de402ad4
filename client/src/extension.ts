import * as vscode from 'vscode';
import { registerCommands } from './commands';
import { reportFailure } from './failures';
import { createCorrections } from './features/corrections';
import { createExample } from './features/example';
import { registerSelectionAction } from './features/selectionAction';
import { createLog } from './log';
import { createHunkDecorations } from './review/hunkDecorations';
import { registerLensHost } from './review/lensHost';
import { closeLeftoverReviews, registerReviewFiles } from './review/reviewFiles';
import { createReviews } from './review/reviews';
import { createSession } from './session';
import { registerStatus } from './status';
import { toAlignerError } from '../../server/src/protocol/errors';

/** Ends the server with the window. */
let stop: (() => Promise<void>) | undefined;

export function activate(extension: vscode.ExtensionContext): void {
  const log = createLog('Aligner');
  const session = createSession(extension, log);
  stop = () => session.stop();
  const tools = {
    files: registerReviewFiles(),
    lenses: registerLensHost(),
    decorations: createHunkDecorations(),
  };
  const reviews = createReviews(tools, log);
  const corrections = createCorrections({ ...tools, session, reviews, log });
  const example = createExample(extension.extensionUri, reviews);
  extension.subscriptions.push(
    log,
    tools.files,
    tools.lenses,
    tools.decorations,
    reviews,
    registerStatus(session),
    registerSelectionAction(),
    example,
    registerCommands({ extension, log, session, reviews, corrections, example }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      void session.trusted();
    }),
  );
  void closeLeftoverReviews();
  // Not awaited: the editor must not wait for a process to start.
  session.start().catch((error: unknown) => {
    reportFailure(log, toAlignerError(error, 'start the Aligner server'));
  });
}

export async function deactivate(): Promise<void> {
  await stop?.();
}
