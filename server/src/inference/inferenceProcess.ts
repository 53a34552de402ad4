import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { AlignerError, toAlignerError } from '../protocol/errors';
import type { SerializedError } from '../protocol/errors';
import {
  inferenceEventNotification,
  inferRequest,
  loadModelRequest,
  loadProgressNotification,
} from '../protocol/messages';
import { createNodeRuntime } from '../runtime';
import { loadAligner } from './loadAligner';
import type { LoadedAlignerProcess } from './loadAligner';

/**
 * Entry of the inference process: owns at most one loaded model and answers its parent over the IPC channel. It ends
 * with its parent. The parent sends one request at a time.
 */
function main(): void {
  const runtime = createNodeRuntime();
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  let current: LoadedAlignerProcess | undefined;

  const failure = (error: unknown, doing: string) => {
    const known = toAlignerError(error, doing);
    // What is ours says itself what to do; only a defect needs its stack in the log.
    if (known.code === 'internal' && error instanceof Error) console.error(error.stack);
    return new ResponseError<SerializedError>(1, known.message, known.toJSON());
  };

  connection.onRequest(loadModelRequest, async (params) => {
    try {
      await current?.release();
      current = undefined;
      current = await loadAligner(params, runtime, (step, fraction, trying) => {
        void connection.sendNotification(loadProgressNotification, {
          step,
          fraction,
          ...(trying === undefined ? {} : { trying }),
        });
      });
      return current.loaded;
    } catch (error) {
      return failure(error, 'load the model');
    }
  });

  connection.onRequest(inferRequest, async ({ id, ...request }, token) => {
    try {
      if (current === undefined) {
        throw new AlignerError('internal', 'Could not correct the answer: because no model is loaded.');
      }
      let sequence = 0;
      const result = await current.engine.correct(request, {
        isCancelled: () => token.isCancellationRequested,
        onEvent: (event) => {
          sequence++;
          void connection.sendNotification(inferenceEventNotification, { id, sequence, event });
        },
      });
      return { result, memoryBytes: runtime.processes.memoryBytes() };
    } catch (error) {
      return failure(error, 'correct the answer');
    }
  });

  // Ctrl-C in a terminal goes to the whole group; the parent decides what it means, and ends this process.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('uncaughtException', (error) => {
    console.error(error.stack ?? error.message);
    process.exit(1);
  });
  connection.listen();
}

main();
