import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AnnotatedTextEdit } from 'vscode-languageserver-protocol/node';
import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { applyEdits, planEdits } from '../../../server/src/correction/editsFor';
import { locateAnswers } from '../../../server/src/correction/locateAnswers';
import { workspaceEditFor } from '../../../server/src/features/answerEdit';
import type { ClientTraits } from '../../../server/src/lsp/clientTraits';

const client: ClientTraits = {
  reviews: false,
  canPullSettings: true,
  canRegisterSettings: false,
  canShowProgress: true,
  canRefreshCodeLenses: false,
  canAnnotateEdits: true,
  canVersionEdits: true,
  givenSettings: {},
  trusted: true,
};

/** An answer of the document with the edit that an editor gets for a correction of it. */
function editOf(
  text: string,
  correction: string,
): { readonly after: string; readonly edit: WorkspaceEdit; readonly ids: ReadonlySet<string> } {
  const document = TextDocument.create('file:///chat.md', 'markdown', 1, text);
  const [site] = locateAnswers(text, { languageId: 'markdown' });
  assert.ok(site !== undefined, text);
  const edit = workspaceEditFor(document, site, correction, client);
  const [change] = edit.documentChanges as readonly TextDocumentEdit[];
  const edits = (change?.edits ?? []).filter((each) => AnnotatedTextEdit.is(each));
  const ids = new Set(edits.map(({ annotationId }) => annotationId));
  return { after: TextDocument.applyEdits(document, edits), edit, ids };
}

const asQuote = (answer: string): string =>
  `> **User:** Why?\n>\n> **Assistant:** ${answer.replaceAll('\n', '\n> ')}\n\nThe end.\n`;

describe('the edit for editors without reviews', () => {
  test('hunks that stand alone are annotated one by one', () => {
    const { after, edit, ids } = editOf(
      asQuote('Water it daily. Cacti like the sun.'),
      'Water it weekly. Cacti like the shade.',
    );
    assert.equal(after, asQuote('Water it weekly. Cacti like the shade.'));
    assert.deepEqual([...ids], ['hunk-1', 'hunk-2']);
    assert.deepEqual(Object.keys(edit.changeAnnotations ?? {}), ['hunk-1', 'hunk-2']);
  });

  test('hunks that need each other are asked about as a whole', () => {
    const chat = (answer: string): string => `## User\n\nWhy?\n\n## Assistant\n\n${answer}\n`;
    // With one hunk alone the fence stays open, and the heading in it starts a turn.
    const before = 'One is here.\n\n```\n## User\n\nHi\n```\n\nTwo is here.';
    const after = before.replaceAll('```', '~~~');
    const made = editOf(chat(before), after);
    assert.equal(made.after, chat(after));
    assert.deepEqual([...made.ids], ['correction']);
    assert.equal(made.edit.changeAnnotations?.['correction']?.label, 'Write the correction as a whole');
  });

  const words = [
    'Water',
    'it',
    'so.',
    'Never',
    '𝒳',
    'A:',
    '\n',
    '\n\n',
    '\n- one',
    '\n> q',
    '\n---\n',
    '\n```',
  ];
  const text = fc
    .array(fc.constantFrom(...words, '\n```\ncode\n```\n'), { minLength: 1, maxLength: 14 })
    .map((parts) =>
      parts
        .join(' ')
        .replace(/ ?\n ?/g, '\n')
        .trim(),
    )
    .filter((joined) => joined !== '');
  const wraps: readonly ((answer: string) => string)[] = [
    asQuote,
    (answer) => `1. **User:** Why?\r\n2. **Assistant:** ${answer.replaceAll('\n', '\r\n   ')}\r\n`,
    (answer) => `## User\n\nWhy?\n\n## Assistant\n\n${answer}\n\n## User\n\nAnd?\n`,
  ];

  test('taken as a whole it writes the correction, whatever the hunks; what is refused is refused', () => {
    fc.assert(
      fc.property(fc.constantFrom(...wraps), text, text, (wrap, answer, correction) => {
        const before = wrap(answer);
        const [site] = locateAnswers(before, { languageId: 'markdown' });
        fc.pre(site !== undefined);
        const plan = planEdits(before, site, correction);
        if (plan.kind === 'refused') assert.throws(() => editOf(before, correction), /Could not write/);
        else assert.equal(editOf(before, correction).after, applyEdits(before, plan.edits));
      }),
      { numRuns: 1500 },
    );
  });
});
