import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyPreview, extendPreview, previewText } from '../../../../client/src/review/streamPreview';

/** What a user sees after each piece of a stream. */
function frames(answer: string, pieces: readonly string[]): readonly string[] {
  let preview = emptyPreview;
  return pieces.map((piece) => {
    preview = extendPreview(answer, preview, piece);
    return previewText(answer, preview);
  });
}

const answer = 'Albert Einstein wrote On the Origin of Species in 1859. It is a book.';

const streams: readonly {
  readonly name: string;
  readonly pieces: readonly string[];
  readonly last: string;
}[] = [
  {
    name: 'a copied answer never changes on the screen',
    pieces: ['Albert', ' Einstein', ' wrote On'],
    last: answer,
  },
  {
    name: 'a new word stands before what the model has not read yet',
    pieces: ['Charles'],
    last: `Charles ${answer}`,
  },
  {
    name: 'once the stream is back in step, only the replaced words are gone',
    pieces: ['Charles Darwin', ' wrote On the', ' Origin'],
    last: 'Charles Darwin wrote On the Origin of Species in 1859. It is a book.',
  },
  {
    name: 'a dropped sentence goes when the text after it has come',
    pieces: ['Albert Einstein wrote ', 'in 1859. It is a book.'],
    last: 'Albert Einstein wrote in 1859. It is a book.',
  },
];

for (const { name, pieces, last } of streams) {
  test(name, () => {
    assert.equal(frames(answer, pieces).at(-1), last);
  });
}

test('whatever comes, the screen begins with the stream and ends with an end of the answer', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (original, pieces) => {
      let preview = emptyPreview;
      for (const piece of pieces) preview = extendPreview(original, preview, piece);
      const text = previewText(original, preview);
      assert.ok(text.startsWith(pieces.join('')));
      assert.ok(text.endsWith(original.slice(preview.cursor)));
    }),
  );
});

test('a stream that copies the answer in any pieces shows the answer all the time', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (pieces) => {
      const whole = pieces.join('');
      for (const frame of frames(whole, pieces)) assert.equal(frame, whole);
    }),
  );
});
