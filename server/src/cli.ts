import { join } from 'node:path';
import picocolors from 'picocolors';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { starterModelFolder } from './protocol/identity';
import { createNodeRuntime } from './runtime';
import { serve } from './serve';
import { createConsole } from './terminal/console';
import { exitCodes } from './terminal/exitCodes';
import { runProgram } from './terminal/program';

const installationFolder = join(__dirname, '..', '..');
const inferenceEntry = join(__dirname, 'inferenceProcess.cjs');
const runtime = createNodeRuntime();

async function readAll(stream: NodeJS.ReadStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
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

function interruption(): AbortSignal {
  const interrupt = new AbortController();
  // The second Ctrl-C ends the program at once, as a user who presses it twice expects.
  process.once('SIGINT', () => {
    interrupt.abort();
  });
  return interrupt.signal;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that goes away (`| head`) is no failure.
  if (error.code === 'EPIPE') process.exit(exitCodes.ok.code);
  console.error(
    `Could not write to standard output: because ${error.message}. Give it a place that can be written.`,
  );
  process.exit(exitCodes.usage.code);
});
// Where nobody reads the notes, the results still count.
process.stderr.on('error', () => undefined);

/** FORCE_COLOR asks for colours in a pipe as well (https://force-color.org), unless NO_COLOR is set. */
const areColorsForced = (process.env['FORCE_COLOR'] ?? '') !== '' && picocolors.isColorSupported;

void runProgram(process.argv.slice(2), {
  runtime,
  version,
  starterFolder: join(installationFolder, starterModelFolder),
  inferenceEntry,
  console: (color) =>
    createConsole(process.stdout, process.stderr, color ?? (areColorsForced ? true : undefined)),
  readStandardInput: () => (process.stdin.isTTY ? undefined : readAll(process.stdin)),
  interruption,
  serve: serveStandardStreams,
}).then((code) => {
  process.exitCode = code;
});
