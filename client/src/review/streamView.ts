import * as vscode from 'vscode';
import { displayable, positionIn } from './displayText';
import type { HunkDecorations } from './hunkDecorations';
import { closeReviewTabs, isOfReview, sidesIn } from './reviewFiles';
import type { ReviewFiles } from './reviewFiles';
import { emptyPreview, extendPreview, previewText } from './streamPreview';
import { editorFor } from './visibleEditor';

/** A diff that fills while a correction streams. Read-only: what it shows is not the correction yet. */
export interface StreamView {
  push(delta: string): void;
  /** Takes back what came beyond `length` UTF-16 units. */
  rewind(length: number): void;
  /** Shows nothing more. Its tab stays until something else of the review takes its place. */
  stop(): void;
}

/** Fast enough for the eye, and slow enough for the editor to compute a diff between two texts. */
const frameMs = 90;

export async function openStreamView(
  root: vscode.Uri,
  step: string,
  title: string,
  answer: string,
  files: ReviewFiles,
  decorations: HunkDecorations,
): Promise<StreamView> {
  const { left, right } = sidesIn(root, step);
  const shownAnswer = displayable(answer).text;
  let preview = emptyPreview;
  let shown = shownAnswer;
  let timer: NodeJS.Timeout | undefined;

  const mark = (): void => {
    const editor = vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.toString() === right.toString() && document.getText() === shown,
    );
    if (editor === undefined) return;
    const { line, character } = positionIn(shown, preview.streamed.length);
    const at = new vscode.Position(line, character);
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    decorations.showUnread(editor, new vscode.Range(at, end));
    // The cursor goes along with the stream, unless the user selects something.
    if (editor.selection.isEmpty) editor.selection = new vscode.Selection(at, at);
  };
  const draw = (): void => {
    timer = undefined;
    shown = displayable(previewText(answer, preview)).text;
    files.write(right, shown, 'readOnly');
  };
  const subscription = vscode.workspace.onDidChangeTextDocument(({ document }) => {
    if (document.uri.toString() === right.toString()) mark();
  });

  files.write(left, shownAnswer, 'readOnly');
  files.write(right, shown, 'readOnly');
  await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: false });
  await closeReviewTabs((uri) => isOfReview(uri, root) && uri.path !== right.path);
  await editorFor(right);
  mark();

  return {
    push: (delta) => {
      preview = extendPreview(answer, preview, delta);
      timer ??= setTimeout(draw, frameMs);
    },
    rewind: (length) => {
      preview = extendPreview(answer, emptyPreview, preview.streamed.slice(0, length));
      timer ??= setTimeout(draw, frameMs);
    },
    stop: () => {
      clearTimeout(timer);
      subscription.dispose();
    },
  };
}
