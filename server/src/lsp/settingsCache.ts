import type { Connection } from 'vscode-languageserver/node';
import { settingsSection } from '../protocol/identity';
import { lookupIn, readSettings } from '../protocol/settings';
import type { SettingKey, Settings } from '../protocol/settings';
import type { Log } from './runSafe';

export interface SettingsCache {
  /** Settings that hold for a document, or for the window when no document is given. */
  get(uri?: string): Promise<Settings>;
  /** Forgets everything, as after `workspace/didChangeConfiguration`. */
  clear(): void;
}

/**
 * Pulls settings with `workspace/configuration`, per document, and keeps them until they change. Editors without
 * that request give their settings in `initializationOptions` or with `didChangeConfiguration` (`given`).
 */
export function createSettingsCache(
  connection: Connection,
  log: Log,
  canPull: boolean,
  given: () => Readonly<Record<string, unknown>>,
): SettingsCache {
  const cached = new Map<string, Promise<Settings>>();

  const read = async (uri: string | undefined): Promise<Settings> => {
    const section: unknown = canPull
      ? await connection.workspace.getConfiguration(
          uri === undefined ? { section: settingsSection } : { section: settingsSection, scopeUri: uri },
        )
      : undefined;
    const pulled = lookupIn(section);
    const fallback = given();
    const lookup = (key: SettingKey): unknown =>
      pulled(key) ??
      fallback[`${settingsSection}.${key}`] ??
      lookupIn(fallback[settingsSection] ?? fallback)(key);
    const { settings, problems } = readSettings(lookup);
    for (const problem of problems) log.warn(problem);
    return settings;
  };

  return {
    get: (uri) => {
      const key = uri ?? '';
      let settings = cached.get(key);
      if (settings === undefined) {
        settings = read(uri);
        // A failed pull is not kept: the next request asks again.
        settings.catch(() => cached.delete(key));
        cached.set(key, settings);
      }
      return settings;
    },
    clear: () => {
      cached.clear();
    },
  };
}
