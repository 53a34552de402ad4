import type { CancellationToken, WorkspaceEdit } from 'vscode-languageserver/node';
import type { AnswerSite } from '../correction/answerSite';
import { siteAt } from '../correction/answerSite';
import { tellUser } from '../lsp/tellUser';
import { withProgress } from '../lsp/progress';
import type { CorrectionEvent } from '../protocol/correction';
import { AlignerError } from '../protocol/errors';
import { workspaceEditFor } from './answerEdit';
import type { ServerContext } from './serverContext';

/** One line on what a correction is doing. */
function describe(event: CorrectionEvent): string | undefined {
  switch (event.kind) {
    case 'queued':
      return `waiting, ${event.position} before this one`;
    case 'loading':
      return event.step;
    case 'prefill':
      return `reading ${event.done} of ${event.total} tokens`;
    case 'part':
      return `part ${event.index + 1} of ${event.count}`;
    case 'text':
      return `${event.tokens} tokens written`;
    case 'notice':
      return event.notice.message;
    case 'rewind':
      return undefined;
  }
}

const changedMeanwhile = new AlignerError(
  'answerChanged',
  'Could not apply the correction: because the answer was edited meanwhile. Correct it again.',
);

/**
 * Corrects a site and gives the edit for the document as it is then: for editors that have no review of their
 * own. `locate` finds the site again in the present text. Undefined: no change is needed.
 */
export async function correctInPlace(
  context: ServerContext,
  uri: string,
  locate: (text: string) => AnswerSite | undefined,
  token: CancellationToken,
): Promise<WorkspaceEdit | undefined> {
  const { connection, client, corrector, documents, settings } = context;
  const site = locate(documents.get(uri)?.getText() ?? '');
  if (site === undefined) {
    throw new AlignerError(
      'answerNotFound',
      'Could not correct: because no LLM answer was found here. Put the cursor into an answer, or select one.',
    );
  }
  const { question, answer } = site;
  const result = await withProgress(
    connection,
    client.canShowProgress,
    'Correcting',
    token,
    async (progress) =>
      corrector.correct({ question, answer }, await settings.get(uri), {
        signal: progress.signal,
        onEvent: (event) => {
          const message = describe(event);
          if (message !== undefined) progress.report(message);
        },
      }),
  );
  if (!result.changed) {
    tellUser(connection, 'info', 'No change needed: the Aligner would leave this answer as it is.');
    return undefined;
  }
  const document = documents.get(uri);
  const present = document === undefined ? undefined : locate(document.getText());
  if (document === undefined || present === undefined || present.answer !== answer) throw changedMeanwhile;
  return workspaceEditFor(document, present, result.correction, client);
}

/** Finds the answer at an offset, and later the same answer wherever the document's edits have moved it. */
export function answerAt(
  context: ServerContext,
  uri: string,
  offset: number,
): (text: string) => AnswerSite | undefined {
  let first: AnswerSite | undefined;
  return () => {
    const document = context.documents.get(uri);
    if (document === undefined) return undefined;
    const sites = context.sites.get(document);
    if (first === undefined) {
      first = siteAt(sites, offset);
      return first;
    }
    const { question, answer } = first;
    return sites.find((site) => site.question === question && site.answer === answer);
  };
}
