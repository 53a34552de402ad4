import * as vscode from 'vscode';
import {
  acceptedRangeOf,
  acceptedText,
  proposalRangeOf,
  proposalText,
} from '../../../server/src/correction/review';
import type { ReviewState } from '../../../server/src/correction/review';
import { displayable, offsetIn, positionIn, replacement } from './displayText';
import { pendingHunkAt } from './hunkAt';
import { createSerialised } from '../serialised';
import type { HunkDecorations } from './hunkDecorations';
import { hunkLenses } from './hunkLenses';
import type { LensHost } from './lensHost';
import type { ReviewSnapshot, ReviewView, ViewEvents } from './reviewEntry';
import { closeReviewFiles, closeReviewTabs, isOfReview, sidesIn } from './reviewFiles';
import type { ReviewFiles } from './reviewFiles';
import { editorFor } from './visibleEditor';

export interface DiffViewTools {
  readonly files: ReviewFiles;
  readonly lenses: LensHost;
  readonly decorations: HunkDecorations;
}

export function diffTitle(fileName: string, number: number, count: number): string {
  const which = count > 1 ? ` ${number} of ${count}` : '';
  return `Answer ↔ Correction${which} (${fileName})`;
}

export function fileNameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** A save ends a step of Undo, so it waits for a pause in the typing. */
const savePauseMs = 400;

interface Sides {
  readonly left: vscode.Uri;
  readonly right: vscode.Uri;
}

/** A review in the native diff editor: the answer as it is on the left, the proposal, to be typed over, on the right. */
export function createDiffView(root: vscode.Uri, tools: DiffViewTools, events: ViewEvents): ReviewView {
  const { files, lenses, decorations } = tools;
  let sides: Sides | undefined;
  let snapshot: ReviewSnapshot | undefined;
  let closing = false;
  /** What the right side holds as far as the review knows; anything else was typed and is not known yet. */
  let knownRight = '';

  const sidesOf = ({ entry, count }: ReviewSnapshot): Sides =>
    count > 1 ? sidesIn(root, `${entry.number} of ${count}`) : sidesIn(root);
  const isRight = (uri: vscode.Uri): boolean => uri.toString() === sides?.right.toString();
  const rightEditor = (): vscode.TextEditor | undefined =>
    vscode.window.visibleTextEditors.find(({ document }) => isRight(document.uri));
  const rightDocument = (): vscode.TextDocument | undefined =>
    vscode.workspace.textDocuments.find(({ uri }) => isRight(uri));

  /** Saved, so that nobody is asked about the text when its tab closes. */
  const save = createSerialised(async () => {
    const document = rightDocument();
    if (document !== undefined) await document.save();
  });
  let saveTimer: NodeJS.Timeout | undefined;
  const saveSoon = (): void => {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => void save(), savePauseMs);
  };
  const writeRight = async (right: vscode.Uri, text: string): Promise<void> => {
    const shown = displayable(text);
    const document = rightDocument();
    if (document === undefined || !shown.exact) {
      files.write(right, shown.text, shown.exact ? 'writable' : 'readOnly');
      knownRight = shown.text;
      return;
    }
    const before = document.getText();
    if (before !== knownRight || before === shown.text) return;
    knownRight = shown.text;
    const { start, end, text: inserted } = replacement(before, shown.text);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(right, new vscode.Range(document.positionAt(start), document.positionAt(end)), inserted);
    await vscode.workspace.applyEdit(edit);
    await save();
  };
  const writeTexts = async ({ left, right }: Sides, state: ReviewState): Promise<void> => {
    files.write(left, displayable(acceptedText(state)).text, 'readOnly');
    await writeRight(right, proposalText(state));
  };
  const decorate = ({ entry }: ReviewSnapshot): void => {
    const text = proposalText(entry.state);
    if (sides !== undefined) {
      lenses.set(
        sides.right,
        hunkLenses(entry.state, entry.active, (hunk) =>
          positionIn(text, proposalRangeOf(entry.state, hunk).start),
        ).map((lens) => ({ ...lens, generation: entry.generation })),
      );
    }
    const editor = rightEditor();
    if (editor === undefined) return;
    decorations.showActive(
      editor,
      entry.active === undefined ? undefined : rangeIn(text, proposalRangeOf(entry.state, entry.active)),
    );
  };

  const subscriptions = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!isRight(document.uri) || contentChanges.length === 0 || snapshot === undefined) return;
      saveSoon();
      if (document.getText() !== knownRight) events.typed();
    }),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections, kind }) => {
      const [selection] = selections;
      if (snapshot === undefined || selection === undefined || kind === undefined) return;
      const { state } = snapshot.entry;
      const uri = textEditor.document.uri.toString();
      if (uri !== sides?.right.toString() && uri !== sides?.left.toString()) return;
      const right = isRight(textEditor.document.uri);
      const text = right ? proposalText(state) : acceptedText(state);
      const rangeOf = right ? proposalRangeOf : acceptedRangeOf;
      const hunk = pendingHunkAt(state, offsetIn(text, selection.active), (index) => rangeOf(state, index));
      if (hunk !== undefined) events.caretMoved(hunk);
    }),
    vscode.window.onDidChangeVisibleTextEditors(() => {
      if (snapshot !== undefined) decorate(snapshot);
    }),
    vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
      if (closing) return;
      const ours = closed.some(
        ({ input }) => input instanceof vscode.TabInputTextDiff && isRight(input.modified),
      );
      if (ours) events.closed();
    }),
  );

  const focus = async (): Promise<void> => {
    if (sides === undefined || snapshot === undefined) return;
    const title = diffTitle(fileNameOf(snapshot.entry.source.uri), snapshot.entry.number, snapshot.count);
    await vscode.commands.executeCommand('vscode.diff', sides.left, sides.right, title, { preview: false });
    await editorFor(sides.right);
  };

  return {
    open: async (next) => {
      snapshot = next;
      sides = sidesOf(next);
      const { right } = sides;
      await writeTexts(sides, next.entry.state);
      await focus();
      // The tab of the stream, or of the answer before, whose place this one takes.
      await closeReviewTabs((uri) => isOfReview(uri, root) && uri.path !== right.path);
      decorate(next);
      reveal(rightEditor(), next);
    },
    update: async (next) => {
      snapshot = next;
      if (sides === undefined) return;
      await writeTexts(sides, next.entry.state);
      decorate(next);
    },
    readProposal: () => {
      const text = rightDocument()?.getText();
      if (text === undefined || snapshot === undefined) return undefined;
      if (!displayable(proposalText(snapshot.entry.state)).exact) return undefined;
      knownRight = text;
      return text;
    },
    reveal: async (next) => {
      await focus();
      reveal(rightEditor(), next);
    },
    focus,
    close: async () => {
      closing = true;
      clearTimeout(saveTimer);
      await save();
      subscriptions.dispose();
      if (sides !== undefined) lenses.clear(sides.right);
      await closeReviewFiles(files, root);
    },
  };
}

function rangeIn(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
): vscode.Range {
  const from = positionIn(text, start);
  const to = positionIn(text, end);
  return new vscode.Range(from.line, from.character, to.line, to.character);
}

function reveal(editor: vscode.TextEditor | undefined, { entry }: ReviewSnapshot): void {
  if (editor === undefined || entry.active === undefined) return;
  const range = rangeIn(proposalText(entry.state), proposalRangeOf(entry.state, entry.active));
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
