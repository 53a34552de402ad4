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
 * that request, or that refuse it, give their settings in `initializationOptions` or with `didChangeConfiguration`
 * (`given`, what counts most first).
 */
export function createSettingsCache(
  connection: Connection,
  log: Log,
  canPull: boolean,
  given: () => readonly Readonly<Record<string, unknown>>[],
): SettingsCache {
  const cached = new Map<string, Promise<Settings>>();

  const pull = async (uri: string | undefined): Promise<unknown> => {
    if (!canPull) return undefined;
    try {
      return await connection.workspace.getConfiguration(
        uri === undefined ? { section: settingsSection } : { section: settingsSection, scopeUri: uri },
      );
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn(
        `The editor did not give its settings (${reason}); those given at the start, or the defaults, are used.`,
      );
      return undefined;
    }
  };

  const read = async (uri: string | undefined): Promise<Settings> => {
    const pulled = lookupIn(await pull(uri));
    const sources = given();
    const lookup = (key: SettingKey): unknown =>
      sources.reduce<unknown>(
        (value, source) =>
          value ?? source[`${settingsSection}.${key}`] ?? lookupIn(source[settingsSection] ?? source)(key),
        pulled(key),
      );
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
