import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  ApplyWorkspaceEditRequest,
  CodeActionRequest,
  CodeActionResolveRequest,
  CodeLensRequest,
  ConfigurationRequest,
  DidChangeConfigurationNotification,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  ErrorCodes,
  ExecuteCommandRequest,
  InitializedNotification,
  InitializeRequest,
  RegistrationRequest,
  ResponseError,
  ShowMessageNotification,
  WorkDoneProgressCreateRequest,
} from 'vscode-languageserver-protocol/node';
import type {
  CancellationToken,
  ClientCapabilities,
  CodeAction,
  CodeLens,
  InitializeResult,
  Range,
  TextDocumentEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol/node';
import type { CorrectionEvent, CorrectionResult } from '../../server/src/protocol/correction';
import {
  correctionEventNotification,
  correctRequest,
  modelsRequest,
  modelStatusNotification,
  modelStatusRequest,
  trustedNotification,
  unloadModelRequest,
} from '../../server/src/protocol/messages';
import type { CorrectParams, InitializationOptions } from '../../server/src/protocol/messages';
import type { ModelChoice, ModelStatus } from '../../server/src/protocol/model';
import { startTestServer } from './protocolClient';
import type { RunningServer, ServerPlace } from './protocolClient';

export interface TestClientOptions {
  readonly place?: ServerPlace;
  /** Values of the section `aligner`, as `workspace/configuration` answers them. */
  readonly settings?: Record<string, unknown>;
  /** Answers `workspace/configuration` with an error, as some editors do in spite of their capability. */
  readonly refusesConfiguration?: true;
  readonly initializationOptions?: InitializationOptions;
  readonly capabilities?: ClientCapabilities;
}

export interface OpenDocument {
  readonly uri: string;
  text(): string;
  codeLenses(): Promise<readonly CodeLens[]>;
  codeActions(range: Range): Promise<readonly CodeAction[]>;
  /** Replaces a range, as typing does. */
  edit(range: Range, newText: string): Promise<void>;
  close(): Promise<void>;
}

export interface TestClient {
  readonly server: RunningServer;
  readonly initializeResult: InitializeResult;
  /** `window/showMessage` texts, in order. */
  readonly messages: readonly string[];
  readonly statuses: readonly ModelStatus[];
  open(name: string, languageId: string, text: string): Promise<OpenDocument>;
  correct(
    params: CorrectParams,
    options?: {
      readonly token?: CancellationToken;
      readonly onEvent?: (event: CorrectionEvent, sequence: number) => void;
    },
  ): Promise<CorrectionResult>;
  resolve(action: CodeAction): Promise<CodeAction>;
  execute(command: string, ...values: readonly unknown[]): Promise<unknown>;
  /** Applies an edit to the open documents and tells the server, as an editor does. */
  apply(edit: WorkspaceEdit): Promise<void>;
  status(): Promise<ModelStatus>;
  models(): Promise<readonly ModelChoice[]>;
  unload(): Promise<void>;
  trust(): Promise<void>;
  /** Sends settings, as editors without `workspace/configuration` do. */
  pushSettings(settings: unknown): Promise<void>;
  /** Resolves with the first status, from now on, that fits. */
  statusWhere(fits: (status: ModelStatus) => boolean): Promise<ModelStatus>;
  stop(): Promise<void>;
}

export const fullCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    applyEdit: true,
    workspaceEdit: { documentChanges: true, changeAnnotationSupport: {} },
  },
  window: { workDoneProgress: true },
};

function textEditsOf(edit: WorkspaceEdit): ReadonlyMap<string, readonly TextEdit[]> {
  const result = new Map<string, readonly TextEdit[]>(Object.entries(edit.changes ?? {}));
  for (const change of (edit.documentChanges ?? []) as readonly TextDocumentEdit[]) {
    result.set(change.textDocument.uri, change.edits as readonly TextEdit[]);
  }
  return result;
}

export async function createTestClient(options: TestClientOptions = {}): Promise<TestClient> {
  const server = startTestServer(options.place ?? 'in-process');
  const { connection } = server;
  const documents = new Map<string, TextDocument>();
  const messages: string[] = [];
  const statuses: ModelStatus[] = [];
  const statusListeners = new Set<(status: ModelStatus) => void>();
  const eventListeners = new Map<string, (event: CorrectionEvent, sequence: number) => void>();

  const replace = async (uri: string, edits: readonly TextEdit[]): Promise<void> => {
    const document = documents.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    const text = TextDocument.applyEdits(document, [...edits]);
    const version = document.version + 1;
    documents.set(uri, TextDocument.create(uri, document.languageId, version, text));
    const textDocument = { uri, version };
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument,
      contentChanges: [{ text }],
    });
  };
  const apply = async (edit: WorkspaceEdit): Promise<void> => {
    for (const [uri, edits] of textEditsOf(edit)) await replace(uri, edits);
  };

  connection.onRequest(ConfigurationRequest.type, ({ items }) =>
    options.refusesConfiguration === true
      ? new ResponseError(ErrorCodes.MethodNotFound, 'not supported')
      : items.map(() => options.settings ?? {}),
  );
  connection.onRequest(RegistrationRequest.type, () => undefined);
  connection.onRequest(WorkDoneProgressCreateRequest.type, () => undefined);
  connection.onRequest(ApplyWorkspaceEditRequest.type, async ({ edit }) => {
    await apply(edit);
    return { applied: true };
  });
  connection.onNotification(ShowMessageNotification.type, ({ message }) => {
    messages.push(message);
  });
  connection.onNotification(modelStatusNotification, (status) => {
    statuses.push(status);
    for (const listener of statusListeners) listener(status);
  });
  connection.onNotification(correctionEventNotification, ({ id, sequence, event }) => {
    eventListeners.get(id)?.(event, sequence);
  });
  connection.listen();

  const initializeResult = await connection.sendRequest<InitializeResult>(InitializeRequest.method, {
    // With an id the library watches that process by a timer, which would keep this one alive in process.
    processId: server.child === undefined ? null : process.pid,
    workspaceFolders: null,
    capabilities: options.capabilities ?? fullCapabilities,
    initializationOptions: options.initializationOptions ?? {},
  });
  await connection.sendNotification(InitializedNotification.type, {});

  return {
    server,
    initializeResult,
    messages,
    statuses,
    open: async (name, languageId, text) => {
      const uri = `file:///workspace/${name}`;
      documents.set(uri, TextDocument.create(uri, languageId, 1, text));
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId, version: 1, text },
      });
      return {
        uri,
        text: () => documents.get(uri)?.getText() ?? '',
        codeLenses: async () =>
          (await connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [],
        codeActions: async (range) => {
          const params = { textDocument: { uri }, range, context: { diagnostics: [] } };
          return ((await connection.sendRequest(CodeActionRequest.type, params)) ??
            []) as readonly CodeAction[];
        },
        edit: (range, newText) => replace(uri, [{ range, newText }]),
        close: async () => {
          documents.delete(uri);
          await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
        },
      };
    },
    correct: async (params, { token, onEvent } = {}) => {
      if (onEvent !== undefined) eventListeners.set(params.id, onEvent);
      try {
        return await connection.sendRequest(correctRequest, params, token);
      } finally {
        eventListeners.delete(params.id);
      }
    },
    resolve: (action) => connection.sendRequest(CodeActionResolveRequest.type, action),
    execute: (command, ...values) =>
      connection.sendRequest(ExecuteCommandRequest.type, {
        command,
        arguments: [...values],
      }) as Promise<unknown>,
    apply,
    status: () => connection.sendRequest(modelStatusRequest),
    models: () => connection.sendRequest(modelsRequest),
    unload: async () => {
      await connection.sendRequest(unloadModelRequest);
    },
    trust: () => connection.sendNotification(trustedNotification),
    pushSettings: (settings) =>
      connection.sendNotification(DidChangeConfigurationNotification.type, { settings }),
    statusWhere: (fits) =>
      new Promise((resolve) => {
        const listener = (status: ModelStatus): void => {
          if (!fits(status)) return;
          statusListeners.delete(listener);
          resolve(status);
        };
        statusListeners.add(listener);
      }),
    stop: () => server.stop(),
  };
}
