import * as vscode from 'vscode';

const patienceMs = 3000;

/** The editor that shows a document, once it is there; undefined if it does not come. */
export async function editorFor(uri: vscode.Uri): Promise<vscode.TextEditor | undefined> {
  const find = (): vscode.TextEditor | undefined =>
    vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  const present = find();
  if (present !== undefined) return present;
  return new Promise((resolve) => {
    const settle = (): void => {
      subscription.dispose();
      clearTimeout(timer);
      resolve(find());
    };
    const timer = setTimeout(settle, patienceMs);
    const subscription = vscode.window.onDidChangeVisibleTextEditors(() => {
      if (find() !== undefined) settle();
    });
  });
}
