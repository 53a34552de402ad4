// Writes what follows from the protocol's tables: contributions in package.json, and docs/settings.md.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { generateContributions } from './manifest/contributions';
import { settingsPage } from './manifest/settingsPage';

interface Manifest {
  contributes?: { menus?: Record<string, unknown> } & Record<string, unknown>;
  capabilities?: { untrustedWorkspaces?: Record<string, unknown> } & Record<string, unknown>;
  [key: string]: unknown;
}

const root = join(import.meta.dirname, '..');

async function writeFormatted(name: string, text: string): Promise<void> {
  const path = join(root, name);
  await writeFile(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
const { commands, commandPalette, configuration, restrictedConfigurations } = generateContributions();
manifest.contributes = {
  ...manifest.contributes,
  commands,
  configuration,
  menus: { ...manifest.contributes?.menus, ...(commandPalette.length === 0 ? {} : { commandPalette }) },
};
manifest.capabilities = {
  ...manifest.capabilities,
  untrustedWorkspaces: { ...manifest.capabilities?.untrustedWorkspaces, restrictedConfigurations },
};
await writeFormatted('package.json', JSON.stringify(manifest));
await writeFormatted('docs/settings.md', settingsPage());
