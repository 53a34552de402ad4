import * as vscode from 'vscode';
import { providerIds } from '../../../server/src/protocol/model';
import type { ModelChoice, ProviderId } from '../../../server/src/protocol/model';
import { settingDefinitions } from '../../../server/src/protocol/settings';
import { settingsFor, writeSetting } from '../settings';
import { providerNames } from '../statusText';
import type { Session } from '../session';

interface ModelItem extends vscode.QuickPickItem {
  readonly choice?: ModelChoice;
}

function modelItem(choice: ModelChoice): ModelItem {
  return {
    label: `${choice.selected ? '$(check) ' : ''}${choice.name}`,
    description: choice.description,
    ...(choice.description === choice.folder ? {} : { detail: choice.folder }),
    choice,
  };
}

/** Lets the user choose among the embedded Aligner and the folders of `aligner.modelFolders`, or add one. */
export async function selectModel(session: Session): Promise<void> {
  const addFolder: ModelItem = {
    label: '$(folder-opened) Add a Folder…',
    detail: 'A folder with an ONNX decoder, its tokenizer.json and, best, an aligner.json',
  };
  const separator: ModelItem = { label: '', kind: vscode.QuickPickItemKind.Separator };
  const items = session.models().then((choices) => [...choices.map(modelItem), separator, addFolder]);
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Aligner: Select Model',
    placeHolder: 'The model that writes corrections',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (picked === undefined) return;
  if (picked.choice === undefined) await addModelFolder();
  else await writeSetting('model', picked.choice.id);
}

async function addModelFolder(): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: 'Folder of an Aligner',
      openLabel: 'Use This Model',
    })) ?? [];
  if (folder === undefined) return;
  const known = settingsFor().modelFolders;
  if (!known.includes(folder.fsPath)) await writeSetting('modelFolders', [...known, folder.fsPath]);
  await writeSetting('model', folder.fsPath);
}

interface ProviderItem extends vscode.QuickPickItem {
  readonly id: ProviderId;
}

/** Lets the user choose where the model runs. */
export async function selectProvider(session: Session): Promise<void> {
  const wished = settingsFor().provider;
  const actual = session.modelStatus?.provider;
  const items = providerIds.map((id, index): ProviderItem => {
    const name = id === 'auto' ? 'Automatic' : providerNames[id];
    const inUse = actual !== undefined && (id === actual.id || (id === 'auto' && wished === 'auto'));
    return {
      id,
      label: `${id === wished ? '$(check) ' : ''}${name}`,
      detail: inUse ? actual.reason : (settingDefinitions.provider.enumDescriptions?.[index] ?? ''),
      ...(inUse ? { description: id === 'auto' ? `uses ${providerNames[actual.id]} now` : 'in use' } : {}),
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Aligner: Select Execution Provider',
    placeHolder: 'Where the model runs',
    matchOnDetail: true,
  });
  if (picked !== undefined) await writeSetting('provider', picked.id);
}
