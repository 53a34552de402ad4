import type { InferenceHost } from '../inference/inferenceHostApi';
import { runReporting, runSafe } from '../lsp/runSafe';
import {
  modelsRequest,
  modelStatusNotification,
  modelStatusRequest,
  trustedNotification,
  unloadModelRequest,
} from '../protocol/messages';
import type { ServerContext } from './serverContext';

/**
 * Which model is loaded, where it runs, which others there are; and the trust that loading one needs. The
 * returned function ends the status notifications.
 */
export function registerModels(context: ServerContext, host: InferenceHost): () => void {
  const { connection, corrector, settings } = context;
  connection.onRequest(modelStatusRequest, () => host.status());
  connection.onRequest(modelsRequest, (token) =>
    runSafe(context, 'list the models', [], token, async () => corrector.models(await settings.get())),
  );
  connection.onRequest(unloadModelRequest, (token) =>
    runReporting(context, 'unload the model', token, async () => {
      await host.unload();
      return null;
    }),
  );
  connection.onNotification(trustedNotification, () => {
    corrector.trust();
  });
  return host.onStatus((status) => {
    void connection.sendNotification(modelStatusNotification, status);
  });
}
