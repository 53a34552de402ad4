import * as vscode from 'vscode';
import type { CommandId } from '../../../server/src/protocol/commands';
import { reviewScheme } from '../../../server/src/protocol/identity';
import { isReadByServer } from '../documents';

const command: CommandId = 'aligner.correct';
const kind = vscode.CodeActionKind.RefactorRewrite.append('aligner');

/** Offers to correct a selection in the documents that the server does not read: source code, notes in any language. */
export function registerSelectionAction(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { pattern: '**' },
    {
      provideCodeActions: (document, range) => {
        if (range.isEmpty || document.uri.scheme === reviewScheme || isReadByServer(document)) return [];
        const title = 'Correct the selection with the Aligner';
        const action = new vscode.CodeAction(title, kind);
        action.command = { title, command, arguments: [document.uri.toString(), range] };
        return [action];
      },
    },
    { providedCodeActionKinds: [kind] },
  );
}
