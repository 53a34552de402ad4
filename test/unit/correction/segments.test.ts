import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { sentencesOf, wordsOf } from '../../../server/src/correction/segments';

const examples: readonly (readonly string[])[] = [
  ['One. ', 'Two! ', 'Three?'],
  ['It was Dr. Smith, e.g. in the U.S. Army. ', 'Then J. R. came.'],
  ['1. One\n', '2. Two\n'],
  ['A paragraph.\n\n', 'Another one.'],
  ['This line is wrapped by hand after some sixty characters or\nso, and goes on here.'],
  ['这是一个句子。', '这是另一个。'],
];

describe('sentences are what a reader takes for one', () => {
  for (const sentences of examples) {
    test(JSON.stringify(sentences[0]), () => {
      const text = sentences.join('');
      assert.deepEqual(
        sentencesOf(text).map(({ start, end }) => text.slice(start, end)),
        sentences,
      );
    });
  }
});

test('words of a long text are the same as those of its parts', () => {
  const sentence = 'It’s the 3.5 best café, e.g. 漢字 👩‍🚀. ';
  const ofOne = wordsOf(sentence).map(({ start, end }) => sentence.slice(start, end));
  const text = sentence.repeat(500);
  assert.deepEqual(
    wordsOf(text).map(({ start, end }) => text.slice(start, end)),
    Array.from({ length: 500 }, () => ofOne).flat(),
  );
});

test('sentences cover any text without gaps', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
      assert.equal(
        sentencesOf(text)
          .map(({ start, end }) => text.slice(start, end))
          .join(''),
        text,
      );
    }),
  );
});
