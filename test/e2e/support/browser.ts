import { chromium } from 'playwright-core';
import type { Browser, BrowserContext } from 'playwright-core';
import { findBrowser } from '../../../scripts/editor/findBrowser';

export interface TestBrowser {
  readonly browser: Browser;
  readonly context: BrowserContext;
}

/** Starts Chromium. What it writes goes below `home`, so that the user's own profile is not touched. */
export async function startBrowser(home: string): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
    args: [
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const context = await browser.newContext({ viewport: { width: 1400, height: 860 } });
  context.setDefaultTimeout(30_000);
  return { browser, context };
}
