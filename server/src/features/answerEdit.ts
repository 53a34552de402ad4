import type { ChangeAnnotation, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { AnnotatedTextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { AnswerSite } from '../correction/answerSite';
import { applyEdits, editsFor, planEdits } from '../correction/editsFor';
import { computeHunks, mergeHunks } from '../correction/hunks';
import type { OffsetEdit } from '../correction/types';
import type { ClientTraits } from '../lsp/clientTraits';

interface AnnotatedEdits {
  readonly id: string;
  readonly annotation: ChangeAnnotation;
  readonly edits: readonly OffsetEdit[];
}

/** Whether edits can be made together: in order, none reaching into the next. */
function areApart(edits: readonly OffsetEdit[]): boolean {
  return edits.every((edit, index) => {
    const next = edits[index + 1];
    return next === undefined || edit.range.end <= next.range.start;
  });
}

/** The edits of each hunk by themselves; undefined if one cannot stand alone, or all together are not `whole`. */
function hunkEdits(
  text: string,
  site: AnswerSite,
  correction: string,
  whole: readonly OffsetEdit[],
): readonly AnnotatedEdits[] | undefined {
  const hunks = computeHunks(site.answer, correction);
  const groups: AnnotatedEdits[] = [];
  for (const [index, { summary }] of hunks.entries()) {
    const plan = planEdits(text, site, mergeHunks(site.answer, hunks, new Set([index])));
    if (plan.kind === 'refused') return undefined;
    const label = `Hunk ${index + 1} of ${hunks.length}`;
    const annotation = { label, description: summary, needsConfirmation: true };
    groups.push({ id: `hunk-${index + 1}`, annotation, edits: plan.edits });
  }
  const all = groups.flatMap(({ edits }) => edits);
  return areApart(all) && applyEdits(text, all) === applyEdits(text, whole) ? groups : undefined;
}

/**
 * The edits by what an editor can ask about: each hunk, or the whole for the `correction` of a row, which is written
 * anew, and for hunks that need each other (a code fence that one opens and the next closes).
 */
function annotatedEdits(
  text: string,
  site: AnswerSite,
  correction: string,
  whole: readonly OffsetEdit[],
): readonly AnnotatedEdits[] {
  const isRow = site.target.kind === 'correctionField';
  const hunks = isRow ? undefined : hunkEdits(text, site, correction, whole);
  if (hunks !== undefined) return hunks;
  const label = isRow ? 'Write the correction of the row' : 'Write the correction as a whole';
  return [{ id: 'correction', annotation: { label, needsConfirmation: true }, edits: whole }];
}

function toTextEdit(document: TextDocument, edit: OffsetEdit): TextEdit {
  return {
    range: { start: document.positionAt(edit.range.start), end: document.positionAt(edit.range.end) },
    newText: edit.text,
  };
}

/**
 * The workspace edit that puts a correction in its place, with a change annotation for each hunk and the version
 * of the document where the client understands them.
 */
export function workspaceEditFor(
  document: TextDocument,
  site: AnswerSite,
  correction: string,
  client: ClientTraits,
): WorkspaceEdit {
  const text = document.getText();
  const whole = editsFor(text, site, correction);
  if (!client.canVersionEdits) {
    return { changes: { [document.uri]: whole.map((edit) => toTextEdit(document, edit)) } };
  }
  const textDocument = { uri: document.uri, version: document.version };
  if (!client.canAnnotateEdits) {
    return { documentChanges: [{ textDocument, edits: whole.map((edit) => toTextEdit(document, edit)) }] };
  }
  const groups = annotatedEdits(text, site, correction, whole);
  const edits = groups.flatMap(({ id, edits }) =>
    edits.map((edit) => {
      const { range, newText } = toTextEdit(document, edit);
      return AnnotatedTextEdit.replace(range, newText, id);
    }),
  );
  return {
    documentChanges: [{ textDocument, edits }],
    changeAnnotations: Object.fromEntries(groups.map(({ id, annotation }) => [id, annotation])),
  };
}
