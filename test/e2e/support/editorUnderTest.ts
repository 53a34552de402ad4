import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { startCodeServer } from '../../../scripts/editor/codeServer';
import { quietSettings } from '../../../scripts/editor/settings';
import { setupEditor } from '../../../scripts/editor/setupEditor';
import { repositoryRoot } from '../../../scripts/support/paths';
import { startBrowser } from './browser';
import { extensionsWith, extensionVariant } from './extensionUnderTest';
import { processesOf, runVariable } from './processes';
import type { RunningProcess } from './processes';
import { waitUntil } from './waitUntil';

export interface EditorOptions {
  /** Files of the workspace: text by path. Beside them lies a copy of examples/ if `examples` is set. */
  readonly files?: Readonly<Record<string, string>>;
  readonly examples?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False: workspace trust is on, and the workspace is not trusted yet. */
  readonly trusted?: boolean;
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A VS Code of its own with the extension, a workspace in a temporary folder, and a browser. */
export interface EditorUnderTest {
  readonly address: string;
  readonly authority: string;
  /** Absolute path of the workspace folder. */
  readonly workspace: string;
  readonly extensions: string;
  /** Opens the workbench in a page of its own, with files opened in it. */
  openPage(files: readonly string[], payload?: readonly (readonly [string, string])[]): Promise<Page>;
  path(file: string): string;
  readFile(file: string): string;
  writeFile(file: string, text: string): void;
  /** Writes user settings beside those of the start; a page takes them on when it is loaded again. */
  changeSettings(settings: Readonly<Record<string, unknown>>): void;
  /** Living processes of this editor whose command holds `part`. */
  processes(part: string): readonly RunningProcess[];
  /** Keeps what explains a failure: a picture of every page, and the logs of the editor. */
  keepEvidence(name: string): Promise<void>;
  /** Ends everything. Fails if a page asked another machine for something, or if a process is left. */
  close(): Promise<void>;
}

const testSettings = {
  ...quietSettings,
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Default Light Modern',
  'git.enabled': false,
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'editor.minimap.enabled': false,
};

const settingsSchema = z.record(z.string(), z.unknown());

function writeTree(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Starts a private editor. The caller closes it. */
export async function startEditor(options: EditorOptions = {}): Promise<EditorUnderTest> {
  const run = randomUUID();
  const variant = extensionVariant();
  // Short: the path of a Unix socket below it has 108 characters at most.
  const profile = mkdtempSync(join(tmpdir(), 'aligner-'));
  const workspace = join(profile, 'workspace');
  mkdirSync(workspace);
  if (options.examples === true) cpSync(join(repositoryRoot, 'examples'), workspace, { recursive: true });
  writeTree(workspace, options.files ?? {});
  const editor = await setupEditor();
  const extensions = await extensionsWith(variant, editor, profile);
  const server = await startCodeServer({
    editor,
    profile,
    extensions,
    settings: { ...testSettings, ...options.settings },
    environment: { ...options.environment, HOME: profile, [runVariable]: run },
    flags: [...(options.trusted === false ? [] : ['--disable-workspace-trust']), ...(options.flags ?? [])],
  });
  const { browser, context } = await startBrowser(join(profile, 'browser')).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  const elsewhere: string[] = [];
  context.on('request', (request) => {
    if (/^(https?|wss?):/.test(request.url()) && !request.url().startsWith(server.address)) {
      elsewhere.push(request.url());
    }
  });
  const authority = `127.0.0.1:${server.port}`;
  const path = (file: string): string => join(workspace, file);

  return {
    address: server.address,
    authority,
    workspace,
    extensions,
    path,
    readFile: (file) => readFileSync(path(file), 'utf8'),
    writeFile: (file, text) => {
      writeTree(workspace, { [file]: text });
    },
    changeSettings: (settings) => {
      const file = join(profile, 'user/User/settings.json');
      const known = settingsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
      writeFileSync(file, JSON.stringify({ ...known, ...settings }));
    },
    processes: (part) => processesOf(run).filter(({ command }) => command.includes(part)),
    openPage: async (files, more = []) => {
      const page = await context.newPage();
      const payload = [
        ...files.map((file) => ['openFile', `vscode-remote://${authority}${path(file)}`]),
        ...more,
      ];
      const query = `folder=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
      await page.goto(`${server.address}/?${query}`);
      await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
      for (const file of files) await page.getByRole('tab', { name: basename(file) }).waitFor();
      return page;
    },
    keepEvidence: async (name) => {
      const folder = join(repositoryRoot, 'test-results/failures', variant, name.replaceAll(/[^\w-]+/g, '-'));
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      for (const [index, page] of context.pages().entries()) {
        await page.screenshot({ path: join(folder, `page-${index}.png`) });
      }
      const logs = join(profile, 'user/logs');
      if (existsSync(logs)) cpSync(logs, join(folder, 'logs'), { recursive: true });
      cpSync(server.logFile, join(folder, 'server.log'));
      process.stdout.write(`  evidence: ${folder}\n`);
    },
    close: async () => {
      await browser.close();
      await server.stop();
      await waitUntil(
        'every process of the editor has ended',
        () => processesOf(run).length === 0,
        10_000,
      ).catch(() => {
        const left = processesOf(run).map(({ id, command }) => `${id} ${command}`);
        throw new Error(`Processes are left after the editor ended:\n${left.join('\n')}`);
      });
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
      if (elsewhere.length > 0) throw new Error(`A page asked another machine:\n${elsewhere.join('\n')}`);
    },
  };
}
