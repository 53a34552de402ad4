import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { Failure } from '../support/failure';
import { findOnPath, run } from '../support/run';
import { timed } from '../support/say';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'msedge',
];

/** The first Chromium on the PATH that starts: Ubuntu's chromium-browser may be a stub that only names a snap. */
async function browserOnPath(): Promise<string | undefined> {
  for (const name of names) {
    const path = findOnPath(name);
    if (path === undefined) continue;
    const { code } = await run(path, ['--version'], { output: 'capture' });
    if (code === 0) return path;
  }
  return undefined;
}

async function installWithApt(): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { output: 'capture', environment } as const;
  await run('apt-get', ['update', '-qq'], quiet);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
}

async function installWithPlaywright(): Promise<string | undefined> {
  const program = 'node_modules/playwright-core/cli.js';
  const { code } = await run(process.execPath, [program, 'install', 'chromium'], { output: 'capture' });
  const path = chromium.executablePath();
  return code === 0 && existsSync(path) ? path : undefined;
}

/**
 * Path of a Chromium for the editor tests: one on the PATH, else installed by apt (as root), else by playwright.
 * @throws Failure with the command to type if none of these gives one.
 */
export async function findBrowser(): Promise<string> {
  const found = await browserOnPath();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && findOnPath('apt-get') !== undefined) {
    await timed('Installing Chromium with apt', installWithApt);
    const installed = await browserOnPath();
    if (installed !== undefined) return installed;
  }
  const downloaded = await timed('Downloading Chromium with playwright', installWithPlaywright);
  if (downloaded !== undefined) return downloaded;
  throw new Failure(
    'Could not find a browser for the editor tests: because no Chromium, Chrome or Edge is on the PATH and it could not be installed. ' +
      'Type `sudo apt-get install chromium` (Debian), `sudo dnf install chromium` (Fedora) or install Google Chrome, and run the command again.',
  );
}
