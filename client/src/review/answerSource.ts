import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { heldText } from '../../../server/src/correction/answerSite';
import { planEdits } from '../../../server/src/correction/editsFor';
import { relocate, trackRange } from '../../../server/src/correction/trackChanges';
import { AlignerError } from '../../../server/src/protocol/errors';
import type { AnswerSite } from '../../../server/src/correction/answerSite';
import type { OffsetRange } from '../../../server/src/correction/types';
import { replacement } from './displayText';
import { hintOf } from '../documents';

/** What the document says of an answer now. */
export type SourceReading =
  | {
      readonly kind: 'present';
      readonly document: vscode.TextDocument;
      readonly site: AnswerSite;
      /**
       * Texts that the place can be said to hold. More than one only for a row whose `correction` is the one it
       * had at the start: it holds that text, and it holds nothing of this review yet.
       */
      readonly held: readonly string[];
      /** A row whose answer is no longer the one that was corrected. */
      readonly answerReplaced: boolean;
    }
  | { readonly kind: 'gone'; readonly reason: string };

/** One answer in a document, followed while the document changes. */
export interface AnswerSource {
  readonly uri: vscode.Uri;
  /** As it was at the start. */
  readonly site: AnswerSite;
  /** The document changed, was renamed, or was deleted. */
  readonly onDidChange: vscode.Event<void>;
  read(): Promise<SourceReading>;
  /** From now on the start is the last reading. */
  takePresentAnswer(): void;
  dispose(): void;
}

export function createAnswerSource(document: vscode.TextDocument, site: AnswerSite): AnswerSource {
  let uri = document.uri;
  let known = site;
  let answer = site.answer;
  let range: OffsetRange = site.range;
  const changed = new vscode.EventEmitter<void>();
  let existingAtStart = existingCorrection(site);

  const subscriptions = vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeTextDocument((change) => {
      if (change.document.uri.toString() !== uri.toString() || change.contentChanges.length === 0) return;
      // The editor gives the changes of one event last first, so that each offset is still right.
      for (const { rangeOffset, rangeLength, text } of change.contentChanges) {
        range = trackRange(range, {
          offset: rangeOffset,
          removedLength: rangeLength,
          insertedLength: text.length,
        }).range;
      }
      changed.fire();
    }),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      const renamed = files.find(({ oldUri }) => oldUri.toString() === uri.toString());
      if (renamed === undefined) return;
      uri = renamed.newUri;
      changed.fire();
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      if (files.some((file) => file.toString() === uri.toString())) changed.fire();
    }),
  );

  return {
    get uri() {
      return uri;
    },
    site,
    onDidChange: changed.event,
    read: async () => {
      const present = await openPresent(uri);
      if (present === undefined) return { kind: 'gone', reason: 'its document is closed or deleted' };
      const relocation = relocate(present.getText(), known, range, hintOf(present));
      if (relocation.kind === 'gone') return { kind: 'gone', reason: 'it is no longer in its document' };
      known = relocation.site;
      range = known.range;
      const asAtStart =
        known.target.kind === 'correctionField' && existingCorrection(known) === existingAtStart;
      return {
        kind: 'present',
        document: present,
        site: known,
        held: asAtStart ? [known.answer, heldText(known)] : [heldText(known)],
        answerReplaced: known.target.kind === 'correctionField' && known.answer !== answer,
      };
    },
    takePresentAnswer: () => {
      answer = known.answer;
      existingAtStart = existingCorrection(known);
    },
    dispose: () => {
      subscriptions.dispose();
    },
  };
}

function existingCorrection({ target }: AnswerSite): string | undefined {
  return target.kind === 'correctionField' ? target.existing : undefined;
}

/** The document as it is now; undefined if it is gone. Opening must not make an empty document anew. */
async function openPresent(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined || uri.scheme === 'untitled' || uri.scheme === 'vscode-notebook-cell') return open;
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

/** One text to write at one answer. */
export interface PlannedText {
  readonly reading: Extract<SourceReading, { kind: 'present' }>;
  readonly text: string;
}

/**
 * Writes texts at their answers as one edit, which one Undo takes back.
 * @throws AlignerError `documentReadOnly` or `correctionUnwritable`; nothing is changed then.
 */
export async function writeTexts(planned: readonly PlannedText[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const { reading, text } of planned) {
    const { document, site } = reading;
    await checkWritable(document.uri);
    const plan = planEdits(document.getText(), site, text);
    if (plan.kind === 'refused') throw new AlignerError('correctionUnwritable', plan.reason);
    for (const { range, text: newText } of plan.edits) {
      edit.replace(
        document.uri,
        new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)),
        newText,
      );
    }
  }
  if (edit.size === 0) return;
  const documents = new Set(planned.map(({ reading }) => reading.document));
  const restore = watchForReadOnly([...documents]);
  if (!(await vscode.workspace.applyEdit(edit)) || (await restore())) throw readOnly();
}

function readOnly(): AlignerError {
  return new AlignerError(
    'documentReadOnly',
    'Could not write the correction: because the document is read-only. Make it writable, or copy the correction.',
  );
}

/**
 * The editor lets an extension change a document that its user made read-only, and then never saves it. Such a
 * document is neither dirty nor saved after the change; the returned function puts it back and says that it did.
 */
function watchForReadOnly(documents: readonly vscode.TextDocument[]): () => Promise<boolean> {
  const clean = documents
    .filter(({ uri, isDirty }) => !isDirty && filesOnDisk.includes(uri.scheme))
    .map((document) => ({ document, before: document.getText() }));
  const saved = new Set<vscode.TextDocument>();
  const subscription = vscode.workspace.onDidSaveTextDocument((document) => saved.add(document));
  return async () => {
    subscription.dispose();
    const refused = clean.filter(
      ({ document, before }) => !document.isDirty && !saved.has(document) && document.getText() !== before,
    );
    const edit = new vscode.WorkspaceEdit();
    for (const { document, before } of refused) {
      const { start, end, text } = replacement(document.getText(), before);
      edit.replace(
        document.uri,
        new vscode.Range(document.positionAt(start), document.positionAt(end)),
        text,
      );
    }
    if (refused.length > 0) await vscode.workspace.applyEdit(edit);
    return refused.length > 0;
  };
}

const filesOnDisk: readonly string[] = ['file', 'vscode-remote'];

/** The write permissions of owner, group and others. */
const anyoneMayWrite = 0o222;

async function checkWritable(uri: vscode.Uri): Promise<void> {
  if (vscode.workspace.fs.isWritableFileSystem(uri.scheme) === false) throw readOnly();
  if (!filesOnDisk.includes(uri.scheme)) return;
  const status = await Promise.resolve(vscode.workspace.fs.stat(uri)).catch(() => undefined);
  if (status?.permissions === vscode.FilePermission.Readonly) throw readOnly();
  // The editor does not tell extensions of a file without write permission, and fails only when it is saved.
  const mode = uri.scheme === 'file' ? (await stat(uri.fsPath).catch(() => undefined))?.mode : undefined;
  if (mode !== undefined && (mode & anyoneMayWrite) === 0) throw readOnly();
}

/** Shows the source of a cell: a rendered one would still show its text from before a change. */
async function showCell({ notebook, index }: vscode.NotebookCell): Promise<void> {
  const selections = [new vscode.NotebookRange(index, index + 1)];
  await vscode.window.showNotebookDocument(notebook, { selections });
  await vscode.commands.executeCommand('notebook.cell.edit');
}

/** Shows the answer in its document, or says that it is gone. */
export async function showAnswer(source: AnswerSource): Promise<void> {
  const reading = await source.read();
  if (reading.kind === 'gone') return;
  const { document, site } = reading;
  const cell = vscode.workspace.notebookDocuments
    .flatMap((notebook) => notebook.getCells())
    .find((each) => each.document === document);
  if (cell !== undefined) {
    await showCell(cell);
    return;
  }
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    preview: false,
    ...(visible?.viewColumn === undefined ? {} : { viewColumn: visible.viewColumn }),
  });
  const range = new vscode.Range(document.positionAt(site.range.start), document.positionAt(site.range.end));
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
