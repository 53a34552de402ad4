import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { displayable, offsetIn, positionIn, replacement } from '../../../../client/src/review/displayText';

const anyText = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', '\r', '\r\n', 'é', '🦊', '\0', '\ud800', '\udc00'),
});

test('a text that an editor can show is shown as it is', () => {
  for (const text of ['', 'one\ntwo', 'one\r\ntwo\r\n', 'naïve 🦊 فارسی']) {
    assert.deepEqual(displayable(text), { text, exact: true });
  }
});

for (const [name, text] of [
  ['NUL', 'a\0b'],
  ['a lone surrogate', 'a\ud800b'],
  ['two kinds of line breaks', 'a\nb\r\nc'],
  ['a lone carriage return', 'a\rb'],
] as const) {
  test(`a text with ${name} is shown at the same length, and not read back`, () => {
    const shown = displayable(text);
    assert.equal(shown.exact, false);
    assert.equal(shown.text.length, text.length);
    assert.ok(!shown.text.includes('\0'));
  });
}

test('an offset survives the way to a line and a column and back', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, seed) => {
      const offset = seed % (text.length + 1);
      fc.pre(!(text[offset - 1] === '\r' && text[offset] === '\n'));
      assert.equal(offsetIn(text, positionIn(text, offset)), offset);
    }),
  );
});

test('a replacement makes the one text of the other', () => {
  fc.assert(
    fc.property(anyText, anyText, (before, after) => {
      const { start, end, text } = replacement(before, after);
      assert.equal(before.slice(0, start) + text + before.slice(end), after);
    }),
  );
});

test('a replacement leaves alone what both texts begin and end with', () => {
  assert.deepEqual(replacement('the old word', 'the new word'), { start: 4, end: 7, text: 'new' });
  assert.deepEqual(replacement('aa', 'aaa'), { start: 2, end: 2, text: 'a' });
});
