import * as vscode from 'vscode';
import { countDecisions } from '../review/hunkLenses';
import type { Reviews } from '../review/reviews';

/** The conversation that a newcomer corrects first. */
const exampleFile = 'examples/chat.md';

export interface Example {
  /** Opens the example as a new document, so that trying it changes no file. */
  open(): Promise<void>;
  dispose(): void;
}

/**
 * The example, and the last step of the walkthrough: it is done when the user accepted something in an answer of
 * their own.
 */
export function createExample(extensionUri: vscode.Uri, reviews: Reviews): Example {
  const opened = new Set<string>();
  const subscription = reviews.onDidEnd(({ entries }) => {
    const own = entries.filter(({ source }) => !opened.has(source.uri.toString()));
    const { accepted } = countDecisions(own.flatMap(({ state }) => state.decisions));
    if (accepted > 0) void vscode.commands.executeCommand('setContext', 'aligner.ownAnswerCorrected', true);
  });
  return {
    open: async () => {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, exampleFile));
      const document = await vscode.workspace.openTextDocument({
        language: 'markdown',
        content: new TextDecoder().decode(bytes),
      });
      opened.add(document.uri.toString());
      await vscode.window.showTextDocument(document, { preview: false });
    },
    dispose: () => {
      subscription.dispose();
    },
  };
}
