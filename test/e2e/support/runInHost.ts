import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../../../scripts/support/paths';
import type { EditorUnderTest } from './editorUnderTest';
import { hostResultsFile, hostResultsSchema } from './hostResults';
import type { HostResults } from './hostResults';
import { waitUntil } from './waitUntil';

/** Flags under which a built VS Code runs a suite that the page's address names. */
export const hostFlags: readonly string[] = ['--vscode-option', 'enable-smoke-test-driver'];

const timeoutMs = 180_000;

/**
 * Runs `test/e2e/host/<suite>.ts` inside the extension host. The exit code that VS Code reports is not used: a host
 * that was killed is reported as 0.
 * @throws if the suite does not write its results.
 */
export async function runInHost(editor: EditorUnderTest, suite: string): Promise<HostResults> {
  const bundle = join(repositoryRoot, 'dist/e2e', `${suite}.cjs`);
  await build({
    entryPoints: [join(repositoryRoot, 'test/e2e/host', `${suite}.ts`)],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['vscode'],
    logLevel: 'error',
  });
  // The extension under test is installed as always; the one under development is an empty one.
  editor.writeFile(
    '../driver/package.json',
    JSON.stringify({ name: 'driver', publisher: 'test', version: '0.0.1', engines: { vscode: '*' } }),
  );
  const remote = (path: string): string => `vscode-remote://${editor.authority}${path}`;
  await editor.openPage(
    [],
    [
      ['extensionDevelopmentPath', remote(editor.path('../driver'))],
      ['extensionTestsPath', remote(bundle)],
    ],
  );
  const results = editor.path(hostResultsFile);
  await waitUntil('the suite in the extension host has ended', () => existsSync(results), timeoutMs);
  return hostResultsSchema.parse(JSON.parse(readFileSync(results, 'utf8')));
}
