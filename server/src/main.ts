import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { createNodeRuntime } from './runtime';
import { startServer } from './server';

const connection = createConnection(ProposedFeatures.all);

// A defect must not take the server down with it: the user's next request still has to be answered.
process.on('uncaughtException', (error) => {
  connection.console.error(`A defect of the server: ${error.stack ?? error.message}`);
});
process.on('unhandledRejection', (reason) => {
  connection.console.error(
    `A defect of the server: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`,
  );
});

startServer(connection, {
  runtime: createNodeRuntime(),
  version,
  installationFolder: join(__dirname, '..', '..'),
  inferenceEntry: join(__dirname, 'inferenceProcess.cjs'),
});
