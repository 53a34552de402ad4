import * as vscode from 'vscode';
import { reviewScheme } from '../../server/src/protocol/identity';
import { serverDocumentSelector } from './documents';
import { describeModel, describeProvider } from './statusText';
import type { Session } from './session';
import type { StatusText } from './statusText';

const severities = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
} as const;

function show(item: vscode.LanguageStatusItem, name: string, status: StatusText): void {
  item.text = status.text;
  item.detail = status.detail;
  item.busy = status.busy;
  item.severity = severities[status.severity];
  item.command = status.command;
  item.accessibilityInformation = { label: `${name}: ${status.text}. ${status.detail}` };
}

/** Shows the model and where it runs among the language status items of every document we may correct. */
export function registerStatus(session: Session): vscode.Disposable {
  const selector: vscode.DocumentSelector = [...serverDocumentSelector, { scheme: reviewScheme }];
  const model = vscode.languages.createLanguageStatusItem('aligner.model', selector);
  model.name = 'Aligner model';
  let provider: vscode.LanguageStatusItem | undefined;

  const update = (): void => {
    show(model, 'Aligner model', describeModel(session.state, session.modelStatus));
    const chosen = describeProvider(session.modelStatus);
    if (chosen === undefined) {
      provider?.dispose();
      provider = undefined;
      return;
    }
    if (provider === undefined) {
      provider = vscode.languages.createLanguageStatusItem('aligner.provider', selector);
      provider.name = 'Aligner execution provider';
    }
    show(provider, 'Aligner execution provider', chosen);
  };
  update();
  return vscode.Disposable.from(model, session.onDidChange(update), { dispose: () => provider?.dispose() });
}
