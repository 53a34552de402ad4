import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const driver = 'vk_swiftshader_icd.json';

/** Folders of Chromium, which brings SwiftShader: a graphics driver that needs no graphics card. */
function chromiumFolders(): string[] {
  const playwright = join(homedir(), '.cache/ms-playwright');
  const downloaded = existsSync(playwright)
    ? readdirSync(playwright).flatMap((name) =>
        ['chrome-linux', 'chrome-linux64', 'chrome-headless-shell-linux64'].map((sub) =>
          join(playwright, name, sub),
        ),
      )
    : [];
  return ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome', ...downloaded];
}

/** Path of the driver description for VK_ICD_FILENAMES. Throws with the command to type where there is none. */
export function softwareVulkan(): string {
  const found = chromiumFolders()
    .map((folder) => join(folder, driver))
    .find((file) => existsSync(file));
  if (found === undefined) {
    throw new Error(
      `Could not test WebGPU: because no ${driver} was found. Type: apt-get install chromium libvulkan1`,
    );
  }
  return found;
}
