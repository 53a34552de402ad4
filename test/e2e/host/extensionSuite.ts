import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import { extensionId } from '../../../server/src/protocol/identity';
import { commandDefinitions } from '../../../server/src/protocol/commands';
import { hostResultsFile } from '../support/hostResults';
import { waitUntil } from '../support/waitUntil';
import { runCases, workspaceFolder } from './hostSuite';
import type { HostCase } from './hostSuite';

async function open(file: string): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(vscode.Uri.joinPath(workspaceFolder(), file));
}

async function lensesOf(document: vscode.TextDocument): Promise<readonly vscode.CodeLens[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    document.uri,
    100,
  );
  return lenses.filter(({ command }) => command?.command === 'aligner.correct');
}

/** What a restart could leave behind in the extension host: file handles, and listeners of the process. */
function heldResources(): { readonly handles: number; readonly listeners: number } {
  const listeners = process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
  return { handles: readdirSync('/proc/self/fd').length, listeners };
}

async function restart(document: vscode.TextDocument): Promise<void> {
  await vscode.commands.executeCommand('aligner.restartServer');
  await waitUntil('the server answers again', async () => (await lensesOf(document)).length > 0);
}

const cases: readonly HostCase[] = [
  {
    name: 'the extension is activated by a document that may hold an answer',
    run: async () => {
      const extension = vscode.extensions.getExtension(extensionId);
      assert.ok(extension !== undefined, 'the extension is installed');
      await vscode.window.showTextDocument(await open('chat.md'));
      await waitUntil('the extension is active', () => extension.isActive);
    },
  },
  {
    name: 'every command of the manifest is registered',
    run: async () => {
      const registered = new Set(await vscode.commands.getCommands(true));
      assert.deepEqual(
        Object.keys(commandDefinitions).filter((id) => !registered.has(id)),
        [],
      );
    },
  },
  ...[
    ['chat.md', 2],
    ['rows.jsonl', 2],
    ['log.json', 1],
    ['plain.txt', 1],
    ['broken.jsonl', 1],
    ['empty.md', 0],
  ].map(([file, count]): HostCase => ({
    name: `${String(file)} has ${String(count)} answers to correct`,
    run: async () => {
      const document = await open(String(file));
      const enough = async (): Promise<boolean> => (await lensesOf(document)).length === count;
      await waitUntil(`the lenses stand in ${String(file)}`, enough, 20_000);
    },
  })),
  {
    name: 'a selection has a code action that corrects it',
    run: async () => {
      const document = await open('chat.md');
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        new vscode.Range(0, 0, 0, 5),
      );
      assert.ok(
        actions.some(({ title }) => /Correct/.test(title)),
        actions.map(({ title }) => title).join(),
      );
    },
  },
  {
    name: 'five restarts leave as many file handles and listeners as one',
    run: async () => {
      const document = await open('chat.md');
      await restart(document);
      const before = heldResources();
      for (let time = 0; time < 5; time += 1) await restart(document);
      await waitUntil(
        `there are no more than ${JSON.stringify(before)}`,
        () => {
          const { handles, listeners } = heldResources();
          return handles <= before.handles && listeners <= before.listeners;
        },
        20_000,
      ).catch(() => {
        assert.deepEqual(heldResources(), before);
      });
    },
  },
];

/** What VS Code calls in the extension host. */
export function run(): Promise<void> {
  return runCases(hostResultsFile, cases);
}
