import * as vscode from 'vscode';
import { settingsSection } from '../../server/src/protocol/identity';
import { readSettings } from '../../server/src/protocol/settings';
import type { SettingKey, Settings } from '../../server/src/protocol/settings';

/** The only reader and writer of the editor's configuration. */

export function settingsFor(scope?: vscode.ConfigurationScope): Settings {
  const configuration = vscode.workspace.getConfiguration(settingsSection, scope);
  return readSettings((key) => configuration.get(key)).settings;
}

/** Writes a setting where it is set already, else to the user's settings. */
export async function writeSetting<K extends SettingKey>(key: K, value: Settings[K]): Promise<void> {
  const configuration = vscode.workspace.getConfiguration(settingsSection);
  const inWorkspace = configuration.inspect(key)?.workspaceValue !== undefined;
  await configuration.update(
    key,
    value,
    inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
  );
}

export function onDidChangeSetting(key: SettingKey, listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(`${settingsSection}.${key}`)) listener();
  });
}
