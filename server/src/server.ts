import {
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { locateAnswers } from './correction/locateAnswers';
import { correctActionKind, registerCodeAction } from './features/codeAction';
import { registerCodeLens } from './features/codeLens';
import { registerCorrection } from './features/correction';
import { createCorrector } from './features/corrector';
import { registerExecuteCommand } from './features/executeCommand';
import { registerModels } from './features/models';
import type { ServerContext } from './features/serverContext';
import { createInferenceHost } from './inference/inferenceHost';
import { readClientTraits } from './lsp/clientTraits';
import { createDocumentCache } from './lsp/documentCache';
import { createSettingsCache } from './lsp/settingsCache';
import { tellUser } from './lsp/tellUser';
import { serverCorrectCommand } from './protocol/commands';
import { toAlignerError } from './protocol/errors';
import { languageServerName } from './protocol/identity';
import type { Runtime } from './runtime';

export interface ServerOptions {
  readonly runtime: Runtime;
  readonly version: string;
  /** Root of the installation: the embedded model lies below it. */
  readonly installationFolder: string;
  /** The program that runs the model, in a process of its own. */
  readonly inferenceEntry: string;
}

export interface RunningServer {
  /** Ends what the server has started; resolves when it is gone. */
  dispose(): Promise<void>;
}

const crashMessage =
  'The inference process ended unexpectedly; no text was lost. The next correction starts it again.';

/** Wires one connection; answers `initialize` and starts nothing until a correction is asked for. */
export function startServer(connection: Connection, options: ServerOptions): RunningServer {
  const { runtime } = options;
  const log = connection.console;
  const documents = new TextDocuments(TextDocument);
  const owned: (() => void)[] = [];
  const logRefusal = (error: unknown): void => {
    log.warn(toAlignerError(error, 'have a request answered by the editor').message);
  };
  const host = createInferenceHost({
    runtime,
    entryFile: options.inferenceEntry,
    log: (level, message) => {
      log[level](message);
    },
    onCrash: (error) => {
      log.error(error.message);
      tellUser(connection, 'warning', crashMessage);
    },
  });

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const client = readClientTraits(params);
    let changedSettings: Readonly<Record<string, unknown>> = {};
    const settings = createSettingsCache(connection, log, client.canPullSettings, () => [
      changedSettings,
      client.givenSettings,
    ]);
    let seed = 0;
    const corrector = createCorrector({
      host,
      installationFolder: options.installationFolder,
      homeFolder: runtime.homeFolder,
      trusted: client.trusted,
      nextSeed: () => (seed += 1),
    });
    const sites = createDocumentCache((document: TextDocument) =>
      locateAnswers(document.getText(), { languageId: document.languageId, path: document.uri }),
    );
    const context: ServerContext = {
      runtime,
      log,
      connection,
      documents,
      settings,
      client,
      corrector,
      sites,
    };
    registerCorrection(context);
    registerCodeLens(context);
    registerCodeAction(context);
    registerExecuteCommand(context);
    owned.push(registerModels(context, host));
    documents.onDidClose(({ document }) => {
      sites.delete(document.uri);
    });
    connection.onInitialized(() => {
      if (client.canRegisterSettings)
        void connection.client.register(DidChangeConfigurationNotification.type);
    });
    connection.onDidChangeConfiguration(({ settings: changed }: { readonly settings: unknown }) => {
      // Some editors send an empty object after the start, which takes nothing back.
      if (typeof changed === 'object' && changed !== null)
        changedSettings = changed as Record<string, unknown>;
      settings.clear();
      if (client.canRefreshCodeLenses) connection.sendRequest(CodeLensRefreshRequest.type).catch(logRefusal);
    });
    return {
      serverInfo: { name: languageServerName, version: options.version },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        codeLensProvider: {},
        codeActionProvider: { codeActionKinds: [correctActionKind], resolveProvider: !client.reviews },
        ...(client.reviews ? {} : { executeCommandProvider: { commands: [serverCorrectCommand] } }),
      },
    };
  });

  const dispose = async (): Promise<void> => {
    for (const release of owned) release();
    await host.dispose();
  };
  connection.onShutdown(dispose);
  documents.listen(connection);
  connection.listen();
  return { dispose };
}
