import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import type { ProtocolConnection } from 'vscode-languageserver-protocol/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { createNodeRuntime } from '../../server/src/runtime';
import { startServer } from '../../server/src/server';
import { repositoryRoot } from './repository';

/** Where the server runs: beside the test over streams, or as the program that other editors start. */
export type ServerPlace = 'in-process' | 'process';

export interface RunningServer {
  readonly connection: ProtocolConnection;
  /** The server's own process, where it has one. */
  readonly child: ChildProcess | undefined;
  stop(): Promise<void>;
}

export const inferenceEntry = join(repositoryRoot, 'server/out/inferenceProcess.cjs');

function startInProcess(): RunningServer {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  // Message readers, not streams: with streams the library would end this process when they close.
  const server = startServer(
    createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(toServer),
      new StreamMessageWriter(toClient),
    ),
    { runtime: createNodeRuntime(), version: 'test', installationFolder: repositoryRoot, inferenceEntry },
  );
  const connection = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toServer),
  );
  return {
    connection,
    child: undefined,
    stop: async () => {
      await server.dispose();
      connection.dispose();
      toServer.destroy();
      toClient.destroy();
    },
  };
}

function startProcess(): RunningServer {
  const child = spawn(process.execPath, [join(repositoryRoot, 'server/out/cli.cjs'), 'serve', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  return {
    connection,
    child,
    stop: async () => {
      const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      if (ended !== undefined) {
        await connection.sendRequest('shutdown');
        await connection.sendNotification('exit');
        await ended;
      }
      connection.dispose();
    },
  };
}

/** Starts a server and joins a bare connection to it; `createTestClient` speaks over it. */
export function startTestServer(place: ServerPlace): RunningServer {
  return place === 'in-process' ? startInProcess() : startProcess();
}
