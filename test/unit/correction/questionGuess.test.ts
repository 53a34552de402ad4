import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { guessQuestion } from '../../../server/src/correction/questionGuess';

/** The selection starts at «. */
const examples: readonly (readonly [name: string, marked: string, question: string])[] = [
  ['the last question before it', 'Hello. Who wrote it? Tell me.\n\n«Darwin.', 'Who wrote it?'],
  ['a question some paragraphs back', 'Who wrote it?\n\nIt said:\n\n«Darwin.', 'Who wrote it?'],
  [
    'the paragraph before it, where nothing is asked',
    'Tell me who wrote it.\nBe brief.\n\n«Darwin.',
    'Tell me who wrote it. Be brief.',
  ],
  ['without its label', '**User:** Who wrote it?\n\n**Assistant:** «Darwin.', 'Who wrote it?'],
  ['without the mark of a quote or a comment', '> Who wrote it?\n\n«Darwin.', 'Who wrote it?'],
  ['from a comment', '// Who wrote it?\n\n«x = 1', 'Who wrote it?'],
  ['nothing at the start', '«Darwin.', ''],
];

describe('a question is guessed for a selection', () => {
  for (const [name, marked, question] of examples) {
    test(name, () => {
      assert.equal(guessQuestion(marked.replace('«', ''), marked.indexOf('«')), question);
    });
  }

  test('in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer(), (text, offset) => {
        assert.ok(guessQuestion(text, offset).length <= 501);
      }),
    );
  });
});
