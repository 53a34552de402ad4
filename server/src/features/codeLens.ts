import type { CodeLens } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { AnswerSite } from '../correction/answerSite';
import { runSafe } from '../lsp/runSafe';
import type { CommandId } from '../protocol/commands';
import { serverCorrectCommand } from '../protocol/commands';
import type { ServerContext } from './serverContext';

/** A document longer than this (UTF-16 units) gets no lenses: locating its answers at each edit would be felt. */
export const longestDocumentWithLenses = 2_000_000;

const reviewCommand: CommandId = 'aligner.correct';

function lensFor(context: ServerContext, document: TextDocument, site: AnswerSite): CodeLens {
  const position = document.positionAt(site.range.start);
  return {
    range: { start: position, end: position },
    command: {
      // A plain space after an icon is swallowed there.
      title: context.client.reviews ? '$(sparkle)\u00a0Correct' : 'Correct',
      command: context.client.reviews ? reviewCommand : serverCorrectCommand,
      arguments: [document.uri, position],
    },
  };
}

/** A "Correct" above every answer that is found in a document. */
export function registerCodeLens(context: ServerContext): void {
  const { connection, documents, settings, sites } = context;
  connection.onCodeLens(({ textDocument }, token) =>
    runSafe(context, 'find the answers of a document', [], token, async () => {
      const document = documents.get(textDocument.uri);
      if (document === undefined) return [];
      if (!(await settings.get(textDocument.uri))['codeLens.enabled']) return [];
      if (token.isCancellationRequested || document.getText().length > longestDocumentWithLenses) return [];
      return sites
        .get(document)
        .filter((site) => site.answer.trim() !== '')
        .map((site) => lensFor(context, document, site));
    }),
  );
}
