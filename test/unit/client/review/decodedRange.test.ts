import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentRangeOf } from '../../../../client/src/review/decodedRange';
import type { DecodedPiece } from '../../../../server/src/correction/types';

/** The JSON string `"one\ntwo"` at offset 10: `one`, the escape, `two`. */
const pieces: readonly DecodedPiece[] = [
  { decoded: { start: 0, end: 3 }, document: { start: 11, end: 14 }, verbatim: true },
  { decoded: { start: 3, end: 4 }, document: { start: 14, end: 16 }, verbatim: false },
  { decoded: { start: 4, end: 7 }, document: { start: 16, end: 19 }, verbatim: true },
];

for (const { name, decoded, document } of [
  {
    name: 'a word is marked where it stands',
    decoded: { start: 1, end: 3 },
    document: { start: 12, end: 14 },
  },
  { name: 'an escape is marked as a whole', decoded: { start: 3, end: 4 }, document: { start: 14, end: 16 } },
  { name: 'words around an escape', decoded: { start: 2, end: 5 }, document: { start: 13, end: 17 } },
  { name: 'an insertion stays empty', decoded: { start: 4, end: 4 }, document: { start: 16, end: 16 } },
  { name: 'an insertion at the end', decoded: { start: 7, end: 7 }, document: { start: 19, end: 19 } },
  { name: 'everything', decoded: { start: 0, end: 7 }, document: { start: 11, end: 19 } },
]) {
  test(name, () => {
    assert.deepEqual(documentRangeOf(pieces, decoded), document);
  });
}

test('an answer without text has one place', () => {
  assert.deepEqual(documentRangeOf([], { start: 0, end: 0 }), { start: 0, end: 0 });
});
