import * as vscode from 'vscode';
import { acceptedRangeOf } from '../../../server/src/correction/review';
import type { OffsetRange } from '../../../server/src/correction/types';
import { showAnswer } from './answerSource';
import type { SourceReading } from './answerSource';
import { documentRangeOf } from './decodedRange';
import type { DiffViewTools } from './diffView';
import { pendingHunkAt } from './hunkAt';
import { hunkLenses } from './hunkLenses';
import type { ReviewSnapshot, ReviewView, ViewEvents } from './reviewEntry';

type Present = Extract<SourceReading, { kind: 'present' }>;

/** A review in the document itself: what goes is struck through, what comes stands beside it. */
export function createInlineView(tools: DiffViewTools, events: ViewEvents): ReviewView {
  const { lenses, decorations } = tools;
  let snapshot: ReviewSnapshot | undefined;
  let reading: Present | undefined;

  const rangeIn = ({ site, document }: Present, decoded: OffsetRange): vscode.Range => {
    const { start, end } = documentRangeOf(site.pieces, decoded);
    return new vscode.Range(document.positionAt(start), document.positionAt(end));
  };
  const hunkRange = (hunk: number): OffsetRange => {
    if (snapshot === undefined) return { start: 0, end: 0 };
    const { state, source } = snapshot.entry;
    // A row's answer stays as it was, whatever was accepted; elsewhere the answer holds the accepted hunks.
    return source.site.target.kind === 'correctionField'
      ? (state.hunks[hunk]?.original ?? { start: 0, end: 0 })
      : acceptedRangeOf(state, hunk);
  };
  const editors = (): readonly vscode.TextEditor[] =>
    vscode.window.visibleTextEditors.filter(({ document }) => document === reading?.document);

  const draw = (): void => {
    if (snapshot === undefined || reading === undefined) return;
    const present = reading;
    const { state, active, generation } = snapshot.entry;
    const hunks = state.hunks.flatMap((hunk, index) =>
      state.decisions[index] === 'pending'
        ? [
            {
              range: rangeIn(present, hunkRange(index)),
              inserted: hunk.correctedText,
              summary: hunk.summary,
            },
          ]
        : [],
    );
    const activeRange = active === undefined ? undefined : rangeIn(present, hunkRange(active));
    for (const editor of editors()) decorations.showInline(editor, hunks, activeRange);
    lenses.set(
      present.document.uri,
      hunkLenses(state, active, (hunk) => rangeIn(present, hunkRange(hunk)).start).map((lens) => ({
        ...lens,
        generation,
      })),
    );
  };
  const clear = (): void => {
    for (const editor of editors()) decorations.showInline(editor, [], undefined);
    if (reading !== undefined) lenses.clear(reading.document.uri);
  };
  const read = async (next: ReviewSnapshot): Promise<void> => {
    snapshot = next;
    const now = await next.entry.source.read();
    if (now.kind === 'gone' || next.entry.conflict !== undefined) {
      clear();
      return;
    }
    reading = now;
    draw();
  };

  const subscriptions = vscode.Disposable.from(
    vscode.window.onDidChangeVisibleTextEditors(draw),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections, kind }) => {
      const [selection] = selections;
      if (reading === undefined || snapshot === undefined || selection === undefined) return;
      if (textEditor.document !== reading.document || kind === undefined) return;
      const present = reading;
      const { state } = snapshot.entry;
      const offset = textEditor.document.offsetAt(selection.active);
      const hunk = pendingHunkAt(state, offset, (index) =>
        documentRangeOf(present.site.pieces, hunkRange(index)),
      );
      if (hunk !== undefined) events.caretMoved(hunk);
    }),
  );
  const focus = async (): Promise<void> => {
    if (snapshot !== undefined) await showAnswer(snapshot.entry.source);
  };
  const reveal = (): void => {
    const active = snapshot?.entry.active;
    const [editor] = editors();
    if (reading === undefined || active === undefined || editor === undefined) return;
    const range = rangeIn(reading, hunkRange(active));
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  };

  return {
    open: async (next) => {
      clear();
      snapshot = next;
      await focus();
      await read(next);
      reveal();
    },
    update: read,
    readProposal: () => undefined,
    reveal: async (next) => {
      await read(next);
      reveal();
    },
    focus,
    close: () => {
      subscriptions.dispose();
      clear();
      return Promise.resolve();
    },
  };
}
