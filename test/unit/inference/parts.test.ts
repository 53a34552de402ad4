import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { joinParts, splitAnswer } from '../../../server/src/inference/parts';

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '').length;
const length = (text: string) => text.length;
const texts = (answer: string, limit: number, size = words) =>
  splitAnswer(answer, limit, size).map((part) => part.text);

describe('a long answer is split where a reader would', () => {
  test('at paragraphs', () => {
    assert.deepEqual(texts('One two three.\n\nFour five six.\n\nSeven.', 4), [
      'One two three.',
      'Four five six.\n\nSeven.',
    ]);
  });
  test('at sentences, where a paragraph is too long', () => {
    assert.deepEqual(texts('One two three. Four five six. Seven eight.', 3), [
      'One two three.',
      'Four five six.',
      'Seven eight.',
    ]);
  });
  test('at words, where a sentence is too long', () => {
    assert.deepEqual(texts('one two three four five', 2), ['one two', 'three four', 'five']);
  });
  test('never inside a code fence that fits by itself', () => {
    const code = '```py\na = 1\n\nb = 2\n```';
    assert.deepEqual(texts(`Some words before it.\n${code}\nSome words after it.`, 9), [
      'Some words before it.',
      code,
      'Some words after it.',
    ]);
  });
  test('at the lines of code, where a fence is too long', () => {
    const parts = texts('```\na = one\nb = two\nc = three\n```', 4);
    assert.deepEqual(parts, ['```\na = one', 'b = two', 'c = three\n```']);
  });
  test('not at all, where it fits', () => {
    assert.deepEqual(splitAnswer('One.\n\nTwo.', 10, words), [{ text: 'One.\n\nTwo.', separator: '' }]);
  });
});

describe('whatever the answer', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\n\n',
      '\n',
      ' ',
      '  ',
      '\r\n\r\n',
      '```\n',
      '\n```\n',
      '~~~',
      '. ',
      '👩‍👩‍👧',
      'שלום',
      '\u0000',
      '\t- ',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
  );
  const answer = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

  test('its parts joined are the answer', () => {
    fc.assert(
      fc.property(answer, fc.integer({ min: 1, max: 60 }), (text, limit) => {
        assert.equal(joinParts(splitAnswer(text, limit, length)), text);
      }),
    );
  });
  test('a part fits, or is a single character', () => {
    fc.assert(
      fc.property(answer, fc.integer({ min: 1, max: 60 }), (text, limit) => {
        for (const part of splitAnswer(text.trim(), limit, length)) {
          assert.ok(part.text.length <= limit || [...new Intl.Segmenter().segment(part.text)].length === 1);
        }
      }),
    );
  });
});

test('an answer of 200,000 characters without a space is split in time', () => {
  const answer = 'a'.repeat(200_000);
  const parts = splitAnswer(answer, 500, length);
  assert.ok(parts.length >= 400 && parts.length < 1000, String(parts.length));
  assert.equal(joinParts(parts), answer);
});

test('sentences are found also where a text is longer than what is looked at together', () => {
  // Each sentence is longer than that itself.
  const sentence = `${'word '.repeat(1500).trim()}.`;
  assert.deepEqual(texts(new Array<string>(5).fill(sentence).join(' '), 1500), new Array(5).fill(sentence));
});
