import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { extensionId } from '../../../server/src/protocol/identity';
import { hostResultsFile } from '../support/hostResults';
import { processesOf, residentBytes, runVariable } from '../support/processes';
import { waitUntil } from '../support/waitUntil';
import { runCases, workspaceFolder } from './hostSuite';

/** What the benchmark of the editor reads: milliseconds as the extension host's own clock gives them. */
export interface ActivationFigures {
  /** Loading the bundle and running `activate`; null where the editor had done it before the suite began. */
  readonly activationMs: number | null;
  /** From opening a document to its first lens: the server starts in between. */
  readonly firstLensMs: number;
  /** From the command to the review of the correction, the model's load included. */
  readonly firstCorrectionMs: number;
  /** Resident memory after the first correction. */
  readonly extensionHostBytes: number;
  readonly serverBytes: number;
  readonly inferenceBytes: number;
}

export const figuresFile = '../activation.json';

function memoryOf(program: string): number {
  return processesOf(process.env[runVariable] ?? '')
    .filter(({ command }) => command.includes(program))
    .reduce((most, { id }) => Math.max(most, residentBytes(id)), 0);
}

async function measure(): Promise<void> {
  const extension = vscode.extensions.getExtension(extensionId);
  if (extension === undefined) throw new Error('The extension is not installed.');
  const wasAsleep = !extension.isActive;
  const start = performance.now();
  await extension.activate();
  const activated = performance.now();
  const document = await vscode.workspace.openTextDocument(
    vscode.Uri.joinPath(workspaceFolder(), 'chat.txt'),
  );
  await vscode.window.showTextDocument(document);
  const opened = performance.now();
  const lenses = await waitUntil('a lens is there', async () => {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      10,
    );
    return found.length > 0 ? found : undefined;
  });
  const lens = performance.now();
  const [first] = lenses;
  if (first?.command === undefined) throw new Error('The lens has no command.');
  await vscode.commands.executeCommand(
    first.command.command,
    ...((first.command.arguments ?? []) as unknown[]),
  );
  const figures: ActivationFigures = {
    activationMs: wasAsleep ? activated - start : null,
    firstLensMs: lens - opened,
    firstCorrectionMs: performance.now() - lens,
    extensionHostBytes: process.memoryUsage.rss(),
    serverBytes: memoryOf('main.cjs'),
    inferenceBytes: memoryOf('inferenceProcess.cjs'),
  };
  writeFileSync(join(workspaceFolder().fsPath, figuresFile), JSON.stringify(figures));
}

export function run(): Promise<void> {
  return runCases(hostResultsFile, [{ name: 'activation', run: measure }]);
}
