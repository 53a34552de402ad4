import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HostResults } from '../support/hostResults';

/** A test that runs inside the extension host. */
export interface HostCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}

const caseTimeoutMs = 90_000;

/** The first folder of the workspace. */
export function workspaceFolder(): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder === undefined) throw new Error('The editor has no workspace folder.');
  return folder.uri;
}

function withinTime(work: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const handle = setTimeout(() => {
      reject(new Error(`The case took longer than ${caseTimeoutMs} ms.`));
    }, caseTimeoutMs);
    work.then(resolve, reject).finally(() => {
      clearTimeout(handle);
    });
  });
}

/** Runs the cases in order and writes the results as a whole, which tells the runner that the host lived on. */
export async function runCases(resultsFile: string, cases: readonly HostCase[]): Promise<void> {
  const results: HostResults = [];
  for (const { name, run } of cases) {
    try {
      await withinTime(run());
      results.push({ name });
    } catch (error) {
      results.push({ name, error: error instanceof Error ? String(error.stack) : String(error) });
    }
  }
  const file = join(workspaceFolder().fsPath, resultsFile);
  writeFileSync(`${file}.part`, JSON.stringify(results));
  renameSync(`${file}.part`, file);
}
