import * as vscode from 'vscode';

/** The conversation that a newcomer corrects first. */
const exampleFile = 'examples/chat.md';

/** Opens the example as a new document, so that trying it changes no file. */
export async function openExample(extensionUri: vscode.Uri): Promise<void> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, exampleFile));
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: new TextDecoder().decode(bytes),
  });
  await vscode.window.showTextDocument(document, { preview: false });
}
