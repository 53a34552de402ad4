import { CodeActionKind, Range } from 'vscode-languageserver/node';
import type { CodeAction } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { siteAt } from '../correction/answerSite';
import type { AnswerSite } from '../correction/answerSite';
import { guessQuestion } from '../correction/questionGuess';
import { selectionSite } from '../correction/selectionSite';
import { runReporting, runSafe } from '../lsp/runSafe';
import type { CommandId } from '../protocol/commands';
import { answerAt, correctInPlace } from './correctInPlace';
import type { ServerContext } from './serverContext';

/** The kind of our actions; a sub-kind of `refactor.rewrite`, where editors look for "make this better". */
export const correctActionKind = `${CodeActionKind.RefactorRewrite}.aligner`;

/** What an action needs to be carried out later, in `codeAction/resolve`. */
interface ActionData {
  readonly uri: string;
  readonly range: Range;
}

const reviewCommand: CommandId = 'aligner.correct';

function isEmpty(range: Range): boolean {
  return range.start.line === range.end.line && range.start.character === range.end.character;
}

function readActionData(data: unknown): ActionData | undefined {
  if (typeof data !== 'object' || data === null || !('uri' in data) || !('range' in data)) return undefined;
  const { uri, range } = data;
  return typeof uri === 'string' && Range.is(range) ? { uri, range } : undefined;
}

/** The selected text as an answer, found again by its own text when the document has changed around it. */
function selectedAnswer(
  context: ServerContext,
  { uri, range }: ActionData,
): (text: string) => AnswerSite | undefined {
  const selected = context.documents.get(uri)?.getText(range) ?? '';
  return (text) => {
    const document = context.documents.get(uri);
    if (document === undefined || selected.trim() === '') return undefined;
    const expected = document.offsetAt(range.start);
    const start = text.startsWith(selected, expected) ? expected : text.indexOf(selected);
    if (start < 0) return undefined;
    const hint = { languageId: document.languageId, path: uri };
    return selectionSite(text, { start, end: start + selected.length }, guessQuestion(text, start), hint);
  };
}

function actionFor(context: ServerContext, document: TextDocument, range: Range): CodeAction | undefined {
  const site = isEmpty(range)
    ? siteAt(context.sites.get(document), document.offsetAt(range.start))
    : undefined;
  if (isEmpty(range) && site === undefined) return undefined;
  const title = isEmpty(range)
    ? 'Correct this answer with the Aligner'
    : 'Correct the selection with the Aligner';
  if (context.client.reviews) {
    const command = {
      title,
      command: reviewCommand,
      arguments: [document.uri, isEmpty(range) ? range.start : range],
    };
    return { title, kind: correctActionKind, command };
  }
  const data: ActionData = { uri: document.uri, range };
  return { title, kind: correctActionKind, data };
}

/**
 * A correction as a code action: in an editor with reviews it starts one; elsewhere resolving it runs the Aligner
 * and gives an edit whose change annotations let the editor ask about each hunk.
 */
export function registerCodeAction(context: ServerContext): void {
  const { connection, documents } = context;
  connection.onCodeAction(({ textDocument, range, context: asked }, token) =>
    runSafe(context, 'offer a correction', [], token, () => {
      const document = documents.get(textDocument.uri);
      const wished = asked.only?.some((kind) => correctActionKind.startsWith(kind)) ?? true;
      if (document === undefined || !wished) return [];
      const action = actionFor(context, document, range);
      return action === undefined ? [] : [action];
    }),
  );
  connection.onCodeActionResolve(
    (action, token) =>
      runReporting(context, 'correct', token, async () => {
        const data = readActionData(action.data);
        if (data === undefined) return action;
        const document = documents.get(data.uri);
        const locate =
          isEmpty(data.range) && document !== undefined
            ? answerAt(context, data.uri, document.offsetAt(data.range.start))
            : selectedAnswer(context, data);
        const edit = await correctInPlace(context, data.uri, locate, token);
        return edit === undefined ? action : { ...action, edit };
      }) as Promise<CodeAction>,
  );
}
