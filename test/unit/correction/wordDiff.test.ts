import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editRatio } from '../../../server/src/correction/editRatio';
import { wordDiff } from '../../../server/src/correction/wordDiff';

test('the differences are told word by word', () => {
  assert.deepEqual(wordDiff('It was Albert Einstein.', 'It was Charles Darwin, yes.'), [
    { kind: 'same', text: 'It was ' },
    { kind: 'deleted', text: 'Albert Einstein' },
    { kind: 'inserted', text: 'Charles Darwin, yes' },
    { kind: 'same', text: '.' },
  ]);
});

test('the parts give both texts back', () => {
  const texts = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(texts, texts, (original, corrected) => {
      const parts = wordDiff(original, corrected);
      const without = (kind: string): string =>
        parts.flatMap((part) => (part.kind === kind ? [] : part.text)).join('');
      assert.equal(without('inserted'), original);
      assert.equal(without('deleted'), corrected);
      assert.ok(parts.every(({ text }) => text !== ''));
    }),
  );
});

test('the edit ratio counts edited words by the words of the original', () => {
  assert.equal(editRatio('one two three four', 'one two three four'), 0);
  assert.equal(editRatio('one two three four', 'one 2 three four'), 0.25);
  assert.equal(editRatio('one two', 'one two three four'), 1);
  assert.equal(editRatio('', ''), 0);
  assert.equal(editRatio('', 'one two'), 2);
});
