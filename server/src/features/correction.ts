import { AlignerError } from '../protocol/errors';
import { correctionEventNotification, correctRequest } from '../protocol/messages';
import { runReporting } from '../lsp/runSafe';
import type { ServerContext } from './serverContext';

/** `aligner/correct`: corrects a text; its events stream as notifications, in order, before the result. */
export function registerCorrection(context: ServerContext): void {
  const { connection, corrector, settings } = context;
  connection.onRequest(correctRequest, (params, token) =>
    runReporting(context, 'correct the answer', token, async (signal) => {
      let sequence = 0;
      const { id, uri, ...request } = params;
      const isText = [request.question, request.answer].every((text: unknown) => typeof text === 'string');
      if (!isText) {
        throw new AlignerError(
          'usage',
          'Could not correct the answer: because question and answer are not both texts. Send both as strings.',
        );
      }
      return corrector.correct(request, await settings.get(uri), {
        signal,
        onEvent: (event) => {
          sequence += 1;
          void connection.sendNotification(correctionEventNotification, { id, sequence, event });
        },
      });
    }),
  );
}
