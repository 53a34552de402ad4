import type { ChangeAnnotation, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { AnnotatedTextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { AnswerSite } from '../correction/answerSite';
import { editsFor } from '../correction/editsFor';
import { computeHunks, mergeHunks } from '../correction/hunks';
import type { OffsetEdit } from '../correction/types';
import type { ClientTraits } from '../lsp/clientTraits';

interface AnnotatedEdits {
  readonly id: string;
  readonly annotation: ChangeAnnotation;
  readonly edits: readonly OffsetEdit[];
}

/**
 * The edits of each hunk by themselves, so that an editor can ask about each. A row of a data set has one edit:
 * its `correction` is written as a whole.
 */
function annotatedEdits(text: string, site: AnswerSite, correction: string): readonly AnnotatedEdits[] {
  if (site.target.kind === 'correctionField') {
    const annotation = { label: 'Write the correction of the row', needsConfirmation: true };
    return [{ id: 'correction', annotation, edits: editsFor(text, site, correction) }];
  }
  const hunks = computeHunks(site.answer, correction);
  return hunks.map((hunk, index) => ({
    id: `hunk-${index + 1}`,
    annotation: {
      label: `Hunk ${index + 1} of ${hunks.length}`,
      description: hunk.summary,
      needsConfirmation: true,
    },
    edits: editsFor(text, site, mergeHunks(site.answer, hunks, new Set([index]))),
  }));
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
  if (!client.canVersionEdits) {
    const edits = editsFor(text, site, correction).map((edit) => toTextEdit(document, edit));
    return { changes: { [document.uri]: edits } };
  }
  const groups = annotatedEdits(text, site, correction);
  const textDocument = { uri: document.uri, version: document.version };
  if (!client.canAnnotateEdits) {
    const edits = groups.flatMap(({ edits }) => edits).map((edit) => toTextEdit(document, edit));
    return { documentChanges: [{ textDocument, edits }] };
  }
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
