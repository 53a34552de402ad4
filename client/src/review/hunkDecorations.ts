import * as vscode from 'vscode';

/** A pending hunk of an inline review: what goes, and what comes after it. */
export interface InlineHunk {
  readonly range: vscode.Range;
  readonly inserted: string;
  readonly summary: string;
}

/** The marks of a review in its editors; theme colours only. */
export interface HunkDecorations {
  /** Marks the hunk that the keys act on. */
  showActive(editor: vscode.TextEditor, range: vscode.Range | undefined): void;
  /** Dims what a stream has not come to yet. */
  showUnread(editor: vscode.TextEditor, rest: vscode.Range): void;
  showInline(editor: vscode.TextEditor, hunks: readonly InlineHunk[], active: vscode.Range | undefined): void;
  dispose(): void;
}

/** A decoration stands on one line; longer than this it would leave the editor. */
const longestInserted = 300;

function onOneLine(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, ' ⏎ ');
  return line.length > longestInserted ? `${line.slice(0, longestInserted)}…` : line;
}

export function createHunkDecorations(): HunkDecorations {
  const focusBorder = new vscode.ThemeColor('focusBorder');
  const active = vscode.window.createTextEditorDecorationType({
    borderWidth: '1px',
    borderStyle: 'solid',
    borderColor: focusBorder,
    overviewRulerColor: focusBorder,
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  const activePlace = vscode.window.createTextEditorDecorationType({
    after: { contentText: '‸', color: focusBorder },
  });
  const unread = vscode.window.createTextEditorDecorationType({ opacity: '0.55' });
  const deleted = vscode.window.createTextEditorDecorationType({
    textDecoration: 'line-through',
    backgroundColor: new vscode.ThemeColor('diffEditor.removedTextBackground'),
  });
  const inserted = vscode.window.createTextEditorDecorationType({});

  const showActive = (editor: vscode.TextEditor, range: vscode.Range | undefined): void => {
    editor.setDecorations(active, range === undefined || range.isEmpty ? [] : [range]);
    editor.setDecorations(activePlace, range?.isEmpty === true ? [range] : []);
  };
  return {
    showActive,
    showUnread: (editor, rest) => {
      editor.setDecorations(unread, [rest]);
    },
    showInline: (editor, hunks, activeRange) => {
      const withHover = ({ range, summary }: InlineHunk): vscode.DecorationOptions => ({
        range,
        hoverMessage: `Aligner: ${summary}`,
      });
      editor.setDecorations(deleted, hunks.filter(({ range }) => !range.isEmpty).map(withHover));
      editor.setDecorations(
        inserted,
        hunks
          .filter((hunk) => hunk.inserted !== '')
          .map((hunk) => ({
            ...withHover({ ...hunk, range: new vscode.Range(hunk.range.end, hunk.range.end) }),
            renderOptions: {
              after: {
                contentText: onOneLine(hunk.inserted),
                // High-contrast themes have no background for inserted text.
                textDecoration: 'underline',
                margin: '0 0 0 0.3ch',
                backgroundColor: new vscode.ThemeColor('diffEditor.insertedTextBackground'),
                color: new vscode.ThemeColor('editor.foreground'),
              },
            },
          })),
      );
      showActive(editor, activeRange);
    },
    dispose: () => {
      for (const type of [active, activePlace, unread, deleted, inserted]) type.dispose();
    },
  };
}
