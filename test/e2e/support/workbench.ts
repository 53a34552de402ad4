import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { repositoryRoot } from '../../../scripts/support/paths';
import type { EditorUnderTest } from './editorUnderTest';
import { extensionVariant } from './extensionUnderTest';
import { correctInTerminal } from './terminalCorrections';
import type { TerminalCorrection } from './terminalCorrections';
import { waitUntil } from './waitUntil';

/** What a person does in VS Code, on one page. Everything waits until it can be done; nothing sleeps. */
export interface Workbench {
  readonly page: Page;
  readonly editor: EditorUnderTest;
  /** Runs a command of the palette by its full title, such as `Aligner: Correct Answer`. */
  runCommand(title: string): Promise<void>;
  /** Brings a file of the workspace's top folder to the front. */
  openFile(file: string): Promise<void>;
  /** Code lenses whose text holds `text`, in the editor in front. */
  lenses(text: string | RegExp): Locator;
  clickLens(text: string | RegExp, index?: number): Promise<void>;
  /** Saves the editor in front and waits until the file holds exactly `text`. */
  expectSaved(file: string, text: string): Promise<void>;
  /** What the terminal program says of a file's answers; made once for one text of the file. */
  corrections(file: string): Promise<readonly TerminalCorrection[]>;
  /** A notification whose message holds `text`. */
  notification(text: string | RegExp): Locator;
  /** Closes every editor, giving up what was not saved, and every notification. */
  closeEditors(): Promise<void>;
  /** Keeps a picture below test-results/pictures/: of the whole window, or of its upper `height` pixels. */
  picture(name: string, height?: number): Promise<void>;
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}

/**
 * Runs a command of the palette. Keys that are pressed while the workbench still moves the focus are lost, and the
 * rows of the palette are used again for other commands while it filters: both are tried until the list is at rest.
 */
async function runCommand(page: Page, title: string): Promise<void> {
  const widget = page.locator('.quick-input-widget');
  const input = widget.locator('input.input').first();
  const rows = widget.locator('.monaco-list-row');
  const row = rows.filter({ has: page.locator('.label-name', { hasText: exactly(title) }) }).first();
  const attempt = { timeout: 2000 };
  const tryOnce = async (): Promise<boolean> => {
    if (!(await input.isVisible())) await page.keyboard.press('F1');
    await input.fill(`>${title}`, attempt);
    await row.waitFor(attempt);
    const before = await rows.allInnerTexts();
    const after = await rows.allInnerTexts();
    if (before.join('\n') !== after.join('\n')) return false;
    await row.click(attempt);
    return true;
  };
  await waitUntil(`the palette offers "${title}"`, () => tryOnce().catch(() => false));
}

/** Drives the workbench of a page that `openPage` gave. */
export function createWorkbench(editor: EditorUnderTest, page: Page): Workbench {
  const run = (title: string): Promise<void> => runCommand(page, title);
  const lenses = (text: string | RegExp): Locator =>
    page.locator('.editor-group-container.active .codelens-decoration a', { hasText: text });
  const corrections = new Map<string, Promise<readonly TerminalCorrection[]>>();
  return {
    page,
    editor,
    runCommand: run,
    openFile: async (file) => {
      const label = page.locator('.label-name', { hasText: exactly(file) });
      await page.locator('.explorer-folders-view .monaco-list-row').filter({ has: label }).dblclick();
      await page.getByRole('tab', { name: file, selected: true }).waitFor();
    },
    lenses,
    clickLens: async (text, index = 0) => {
      await lenses(text).nth(index).click();
    },
    expectSaved: async (file, text) => {
      await run('File: Save');
      let last = '';
      await waitUntil(
        `${file} holds what was accepted`,
        () => (last = editor.readFile(file)) === text,
        15_000,
      ).catch(() => {
        throw new Error(`${file} holds ${JSON.stringify(last)}\ninstead of ${JSON.stringify(text)}`);
      });
    },
    corrections: (file) => {
      const key = `${file}\0${editor.readFile(file)}`;
      const known = corrections.get(key) ?? correctInTerminal(editor.path(file));
      corrections.set(key, known);
      return known;
    },
    notification: (text) =>
      page.locator('.notification-toast .notification-list-item-message', { hasText: text }),
    closeEditors: async () => {
      await run('View: Close All Editors');
      const dontSave = page.locator('.monaco-dialog-box .monaco-button', { hasText: "Don't Save" });
      await waitUntil('the editors are closed', async () => {
        if (await dontSave.isVisible()) await dontSave.click();
        return (await page.locator('.tabs-container .tab').count()) === 0;
      });
      await run('Notifications: Clear All Notifications');
    },
    picture: async (name, height) => {
      const folder = join(repositoryRoot, 'test-results/pictures', extensionVariant());
      mkdirSync(folder, { recursive: true });
      const { width } = page.viewportSize() ?? { width: 0 };
      await page.screenshot({
        path: join(folder, `${name}.png`),
        ...(height === undefined ? {} : { clip: { x: 0, y: 0, width, height } }),
      });
    },
  };
}
