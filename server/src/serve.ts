import type { Connection } from 'vscode-languageserver/node';
import { startServer } from './server';
import type { RunningServer, ServerOptions } from './server';

/**
 * Serves a connection for the life of the process. A defect must not take the server down with it: it is logged,
 * and the user's next request is answered.
 */
export function serve(connection: Connection, options: ServerOptions): RunningServer {
  const report = (thrown: unknown): void => {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    connection.console.error(`A defect of the server: ${text}`);
  };
  process.on('uncaughtException', report);
  process.on('unhandledRejection', report);
  return startServer(connection, options);
}
