import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { starterModelFolder } from './protocol/identity';
import { createNodeRuntime } from './runtime';
import { serve } from './serve';
import { createConsole } from './terminal/console';
import { runProgram } from './terminal/program';

const installationFolder = join(__dirname, '..', '..');
const inferenceEntry = join(__dirname, 'inferenceProcess.cjs');
const runtime = createNodeRuntime();

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString('utf8');
}

function serveStandardStreams(): Promise<void> {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  const server = serve(connection, { runtime, version, installationFolder, inferenceEntry });
  return new Promise((resolve) => {
    connection.onExit(() => {
      void server.dispose().then(resolve);
    });
  });
}

const interrupt = new AbortController();
// The second Ctrl-C ends the program at once, as a user who presses it twice expects.
process.once('SIGINT', () => {
  interrupt.abort();
});
// A reader that goes away (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

void runProgram(process.argv.slice(2), {
  runtime,
  version,
  starterFolder: join(installationFolder, starterModelFolder),
  inferenceEntry,
  console: (color) => createConsole(process.stdout, process.stderr, color),
  readStandardInput: () => (process.stdin.isTTY ? undefined : readAll(process.stdin)),
  signal: interrupt.signal,
  serve: serveStandardStreams,
}).then((code) => {
  process.exitCode = code;
});
