import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  TransportKind,
} from 'vscode-languageclient/node';
import type { CancellationToken } from 'vscode';
import type { ErrorHandler, LanguageClientOptions } from 'vscode-languageclient/node';
import { AlignerError } from '../../server/src/protocol/errors';
import { languageServerName } from '../../server/src/protocol/identity';
import {
  correctionEventNotification,
  correctRequest,
  modelsRequest,
  modelStatusNotification,
  modelStatusRequest,
  trustedNotification,
  unloadModelRequest,
} from '../../server/src/protocol/messages';
import type { CorrectionEvent, CorrectionResult } from '../../server/src/protocol/correction';
import type { CorrectParams, InitializationOptions } from '../../server/src/protocol/messages';
import type { ModelChoice, ModelStatus } from '../../server/src/protocol/model';
import { serverDocumentSelector } from './documents';
import { commandAction, readFailure, say, showLogAction } from './failures';
import { createCrashPolicy } from './crashPolicy';
import { createSerialised } from './serialised';

/** `idle`: never started; `stopped`: it ended and is not started again by itself. */
export type SessionState = 'idle' | 'starting' | 'running' | 'stopped';

/** Owns the one connection to the language server: its life, and every request of ours over it. */
export interface Session {
  readonly state: SessionState;
  readonly modelStatus: ModelStatus | undefined;
  readonly onDidChange: vscode.Event<void>;
  /** Starts the server unless it runs; resolves when it answers. */
  start(): Promise<void>;
  restart(): Promise<void>;
  correct(
    request: Omit<CorrectParams, 'id'>,
    onEvent: (event: CorrectionEvent) => void,
    token: CancellationToken,
  ): Promise<CorrectionResult>;
  models(): Promise<readonly ModelChoice[]>;
  unloadModel(): Promise<void>;
  /** Tells the server that the workspace is trusted now. */
  trusted(): Promise<void>;
  stop(): Promise<void>;
}

export function createSession(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Session {
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(changed);
  const crashes = createCrashPolicy();
  const listeners = new Map<string, (event: CorrectionEvent) => void>();
  let client: LanguageClient | undefined;
  let state: SessionState = 'idle';
  let starting: Promise<void> | undefined;
  let modelStatus: ModelStatus | undefined;
  let corrections = 0;

  const setState = (next: SessionState): void => {
    state = next;
    if (next !== 'running') modelStatus = undefined;
    changed.fire();
  };
  const setModelStatus = (next: ModelStatus): void => {
    modelStatus = next;
    changed.fire();
  };

  const errorHandler: ErrorHandler = {
    error: (error) => {
      log.error(`The connection to the language server failed: ${error.message}`);
      return { action: ErrorAction.Continue, handled: true };
    },
    closed: () => {
      if (crashes.mayRestart(performance.now())) {
        void say(
          vscode.window.showWarningMessage,
          'The Aligner server ended unexpectedly and was started again. No document was changed; a correction that was under way has to be asked for again.',
          [showLogAction],
        );
        return { action: CloseAction.Restart, handled: true };
      }
      void say(
        vscode.window.showErrorMessage,
        'Could not keep the Aligner server running: because it ended 4 times within 3 minutes. See the log, then restart it.',
        [commandAction('Restart Server', 'aligner.restartServer'), showLogAction],
      );
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };

  const connect = async (): Promise<void> => {
    const old = client;
    client = undefined;
    await old?.dispose(stopTimeoutMs).catch((error: unknown) => {
      log.warn(`The language server did not stop in an orderly way: ${String(error)}`);
    });
    const next = createClient(context, log, errorHandler);
    client = next;
    // The handlers belong to this client and end with it.
    next.onDidChangeState(({ newState }) => {
      if (client === next) setState(sessionStates[newState]);
    });
    next.onNotification(modelStatusNotification, setModelStatus);
    next.onNotification(correctionEventNotification, ({ id, event }) => listeners.get(id)?.(event));
    await next.start();
    setModelStatus(await next.sendRequest(modelStatusRequest));
    log.info('The language server runs.');
  };
  const connectSerialised = createSerialised(connect);

  const running = async (doing: string): Promise<LanguageClient> => {
    await (starting ??= connectSerialised());
    // After a crash the client starts itself again; `start` gives the start that is under way.
    if (state === 'starting') await client?.start();
    if (client?.isRunning() === true) return client;
    throw new AlignerError(
      'internal',
      `Could not ${doing}: because the Aligner server is not running. Run the command "Aligner: Restart Server".`,
    );
  };

  const request = async <T>(doing: string, send: (running: LanguageClient) => Promise<T>): Promise<T> => {
    try {
      return await send(await running(doing));
    } catch (error) {
      throw readFailure(error, doing);
    }
  };

  return {
    get state() {
      return state;
    },
    get modelStatus() {
      return modelStatus;
    },
    onDidChange: changed.event,
    start: async () => {
      await running('start the Aligner server');
    },
    restart: async () => {
      crashes.reset();
      starting = connectSerialised();
      await starting;
    },
    correct: async (correction, onEvent, token) => {
      corrections += 1;
      const id = String(corrections);
      listeners.set(id, onEvent);
      try {
        return await request('correct the answer', (to) =>
          to.sendRequest(correctRequest, { ...correction, id }, token),
        );
      } finally {
        listeners.delete(id);
      }
    },
    models: () => request('list the models', (to) => to.sendRequest(modelsRequest)),
    unloadModel: async () => {
      await request('unload the model', (to) => to.sendRequest(unloadModelRequest));
    },
    trusted: async () => {
      if (client?.isRunning() === true) await client.sendNotification(trustedNotification);
    },
    stop: async () => {
      await client?.dispose(stopTimeoutMs);
      client = undefined;
    },
  };
}

const stopTimeoutMs = 2000;

/** By the client's `State`: Stopped 1, Running 2, Starting 3, StartFailed 4. */
const sessionStates = { 1: 'stopped', 2: 'running', 3: 'starting', 4: 'stopped' } as const;

function createClient(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  errorHandler: ErrorHandler,
): LanguageClient {
  const server = {
    module: context.asAbsolutePath('server/out/main.cjs'),
    transport: TransportKind.ipc,
  };
  const initializationOptions = (): InitializationOptions => ({
    trusted: vscode.workspace.isTrusted,
    reviews: true,
  });
  const options: LanguageClientOptions = {
    documentSelector: serverDocumentSelector,
    outputChannel: log,
    // One toast for one failure is shown where the request was made.
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions,
    errorHandler,
    progressOnInitialization: false,
  };
  return new LanguageClient(
    'aligner',
    languageServerName,
    { run: server, debug: { ...server, options: { execArgv: ['--nolazy', '--inspect=6009'] } } },
    options,
  );
}
