import * as vscode from 'vscode';
import { siteAt } from '../../../server/src/correction/answerSite';
import type { AnswerSite } from '../../../server/src/correction/answerSite';
import { locateAnswers } from '../../../server/src/correction/locateAnswers';
import { guessQuestion } from '../../../server/src/correction/questionGuess';
import { selectionSite } from '../../../server/src/correction/selectionSite';
import { hintOf } from '../documents';
import { chooseQuestion } from './question';

/** An answer that a correction is about, and where it was found. */
export interface FoundAnswer {
  readonly document: vscode.TextDocument;
  readonly site: AnswerSite;
}

export type TargetChoice =
  | { readonly kind: 'found'; readonly answer: FoundAnswer }
  | { readonly kind: 'noEditor' }
  | { readonly kind: 'noAnswer' }
  /** The user closed a question of ours. */
  | { readonly kind: 'dismissed' };

interface Place {
  readonly document: vscode.TextDocument;
  readonly position?: vscode.Position;
  readonly selection?: vscode.Range;
}

/**
 * The answer that a command is about. Arguments: nothing (the active editor), a document's URI with a position or a
 * range (a code lens, a code action), or a notebook cell (its toolbar).
 */
export async function chooseTarget(args: readonly unknown[], memory: vscode.Memento): Promise<TargetChoice> {
  const place = await readPlace(args);
  if (place === undefined) return { kind: 'noEditor' };
  const { document, position, selection } = place;
  if (selection !== undefined && document.getText(selection).trim() !== '') {
    return selectedAnswer(document, selection, memory);
  }
  const sites = answersIn(document);
  const site = position === undefined ? undefined : siteAt(sites, document.offsetAt(position));
  if (site !== undefined) return { kind: 'found', answer: { document, site } };
  if (sites.length === 0) return { kind: 'noAnswer' };
  const chosen = sites.length === 1 && position === undefined ? sites[0] : await pickAnswer(sites);
  return chosen === undefined ? { kind: 'dismissed' } : { kind: 'found', answer: { document, site: chosen } };
}

/** The answers of the active document, or of every cell of the active notebook; undefined without an editor. */
export function allAnswers(): readonly FoundAnswer[] | undefined {
  const { activeNotebookEditor: notebook, activeTextEditor: editor } = vscode.window;
  const documents =
    notebook === undefined
      ? editor && [editor.document]
      : notebook.notebook.getCells().map(({ document }) => document);
  return documents?.flatMap((document) => answersIn(document).map((site) => ({ document, site })));
}

/** Every answer that is found in a document, with something in it. */
function answersIn(document: vscode.TextDocument): readonly AnswerSite[] {
  return locateAnswers(document.getText(), hintOf(document)).filter(({ answer }) => answer.trim() !== '');
}

async function selectedAnswer(
  document: vscode.TextDocument,
  selection: vscode.Range,
  memory: vscode.Memento,
): Promise<TargetChoice> {
  const text = document.getText();
  const start = document.offsetAt(selection.start);
  const end = document.offsetAt(selection.end);
  const question = await chooseQuestion(document.uri, guessQuestion(text, start), memory);
  if (question === undefined) return { kind: 'dismissed' };
  // The document may have changed while the question was asked; what was selected is what is corrected.
  if (document.getText() !== text) return { kind: 'noAnswer' };
  const site = selectionSite(text, { start, end }, question, hintOf(document));
  return { kind: 'found', answer: { document, site } };
}

async function pickAnswer(sites: readonly AnswerSite[]): Promise<AnswerSite | undefined> {
  const items = sites.map((site) => ({
    label: site.question === '' ? site.label : shorten(site.question),
    description: site.label,
    detail: shorten(site.answer),
    site,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Aligner: Correct Answer',
    placeHolder: 'No answer stands at the cursor: choose one of this document',
    matchOnDetail: true,
  });
  return picked?.site;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

async function readPlace([first, second]: readonly unknown[]): Promise<Place | undefined> {
  if (isNotebookCell(first)) return { document: first.document };
  const uri =
    first instanceof vscode.Uri ? first : typeof first === 'string' ? vscode.Uri.parse(first) : undefined;
  const editor = vscode.window.activeTextEditor;
  if (uri === undefined || second === undefined) {
    // The context menu gives the URI of the editor; the cursor is in the editor.
    if (editor === undefined) return selectedCell();
    const { document, selection } = editor;
    return { document, position: selection.active, ...(selection.isEmpty ? {} : { selection }) };
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const range = readRange(second);
  if (range !== undefined) return { document, position: range.start, selection: range };
  const position = readPosition(second);
  return position === undefined ? { document } : { document, position };
}

/** The chosen cell of a notebook, where no cell is being edited. */
function selectedCell(): Place | undefined {
  const notebook = vscode.window.activeNotebookEditor;
  if (notebook === undefined || notebook.selection.isEmpty) return undefined;
  return { document: notebook.notebook.cellAt(notebook.selection.start).document };
}

function isNotebookCell(value: unknown): value is vscode.NotebookCell {
  return typeof value === 'object' && value !== null && 'document' in value && 'notebook' in value;
}

function readPosition(value: unknown): vscode.Position | undefined {
  if (typeof value !== 'object' || value === null || !('line' in value) || !('character' in value))
    return undefined;
  const { line, character } = value;
  return typeof line === 'number' && typeof character === 'number'
    ? new vscode.Position(line, character)
    : undefined;
}

function readRange(value: unknown): vscode.Range | undefined {
  if (typeof value !== 'object' || value === null || !('start' in value) || !('end' in value))
    return undefined;
  const start = readPosition(value.start);
  const end = readPosition(value.end);
  return start === undefined || end === undefined ? undefined : new vscode.Range(start, end);
}
