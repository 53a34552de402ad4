import {
  createMessageConnection,
  ErrorCodes,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type { CorrectionEvent } from '../protocol/correction';
import { AlignerError, deserializeError, toAlignerError } from '../protocol/errors';
import {
  inferenceEventNotification,
  inferRequest,
  loadModelRequest,
  loadProgressNotification,
} from '../protocol/messages';
import type {
  CorrectParams,
  InferenceResult,
  LoadedModel,
  LoadModelParams,
  LoadProgressParams,
} from '../protocol/messages';
import type { Runtime } from '../runtime';
import type { Log } from './inferenceHostApi';

/** A running inference process. Its requests reject with AlignerErrors; `inferenceCrashed` when it ends amid one. */
export interface InferenceWorker {
  readonly processId: number | undefined;
  /** Resolves when the process is gone, with how, in words. */
  readonly ended: Promise<string>;
  load(params: LoadModelParams, onProgress: (progress: LoadProgressParams) => void): Promise<LoadedModel>;
  correct(
    params: CorrectParams,
    onEvent: (event: CorrectionEvent) => void,
    token: CancellationToken,
  ): Promise<InferenceResult>;
  /** Ends the process at once, also amid native code. */
  kill(): void;
}

function describeEnd(code: number | null, signal: string | null, lastLine: string): string {
  const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
  return lastLine === '' ? how : `${how}, last output: ${lastLine}`;
}

/** Starts an inference process; nothing is loaded yet. */
export function startWorker(runtime: Runtime, entryFile: string, log: Log): InferenceWorker {
  let lastLine = '';
  const forked = runtime.processes.fork(entryFile, (line) => {
    if (line.trim() === '') return;
    lastLine = line.trim();
    // Native libraries chatter here, also when all is well: trying a provider that is not there prints its failure.
    log('info', `inference process: ${line}`);
  });
  const connection = createMessageConnection(
    new IPCMessageReader(forked.child),
    new IPCMessageWriter(forked.child),
  );
  // What cannot be sent because the process is gone is told by its end.
  connection.onError(([error]) => {
    log('info', `inference channel: ${error.message}`);
  });
  const ended = forked.ended.then(({ code, signal }) => {
    connection.dispose();
    return describeEnd(code, signal, lastLine);
  });
  connection.listen();

  const untilEnd = async <T>(work: Promise<T>, doing: string): Promise<T> => {
    const crashed = ended.then((how) => {
      throw new AlignerError(
        'inferenceCrashed',
        `Could not ${doing}: because the inference process ended (${how}). Try again; it is started anew.`,
      );
    });
    // Whichever settles second is of no interest.
    crashed.catch(() => undefined);
    work.catch(() => undefined);
    try {
      return await Promise.race([work, crashed]);
    } catch (error) {
      if (error instanceof AlignerError) throw error;
      // What the connection itself rejects, it rejects because the process has died.
      if (!(error instanceof ResponseError) || error.code === ErrorCodes.PendingResponseRejected)
        return await crashed;
      throw deserializeError(error.data) ?? toAlignerError(error, doing);
    }
  };

  return {
    processId: forked.id,
    ended,
    load: async (params, onProgress) => {
      const listening = connection.onNotification(loadProgressNotification, onProgress);
      try {
        return await untilEnd(connection.sendRequest(loadModelRequest, params), 'load the model');
      } finally {
        listening.dispose();
      }
    },
    correct: async (params, onEvent, token) => {
      const listening = connection.onNotification(inferenceEventNotification, ({ id, event }) => {
        if (id === params.id) onEvent(event);
      });
      try {
        return await untilEnd(connection.sendRequest(inferRequest, params, token), 'correct the answer');
      } finally {
        listening.dispose();
      }
    },
    kill: () => {
      forked.kill();
    },
  };
}
