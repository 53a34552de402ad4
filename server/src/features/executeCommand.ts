import { Position } from 'vscode-languageserver/node';
import { runReporting } from '../lsp/runSafe';
import { serverCorrectCommand } from '../protocol/commands';
import { AlignerError } from '../protocol/errors';
import { answerAt, correctInPlace } from './correctInPlace';
import type { ServerContext } from './serverContext';

function readArguments(values: unknown): {
  readonly uri: string;
  readonly position: Position;
} {
  const [uri, position] = Array.isArray(values) ? (values as readonly unknown[]) : [];
  if (typeof uri === 'string' && Position.is(position)) return { uri, position };
  throw new AlignerError(
    'usage',
    `Could not run ${serverCorrectCommand}: because its arguments are not a document URI and a position. Pass both.`,
  );
}

/** `aligner.server.correct`: for editors that show our lenses but have no review of their own. */
export function registerExecuteCommand(context: ServerContext): void {
  const { connection, documents } = context;
  connection.onExecuteCommand(({ command, arguments: values }, token) =>
    runReporting(context, 'correct', token, async () => {
      if (command !== serverCorrectCommand) return null;
      const { uri, position } = readArguments(values);
      const offset = documents.get(uri)?.offsetAt(position) ?? 0;
      const edit = await correctInPlace(context, uri, answerAt(context, uri, offset), token);
      if (edit === undefined) return null;
      const { applied, failureReason } = await connection.workspace.applyEdit({
        label: 'Correct answer',
        edit,
      });
      if (applied) return null;
      throw new AlignerError(
        'documentReadOnly',
        `Could not apply the correction: because the editor refused the edit${failureReason === undefined ? '' : ` (${failureReason})`}. Make the document writable and correct again.`,
      );
    }),
  );
}
