import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createTrimmedWriter } from '../../../server/src/inference/trimmedWriter';

test('what is written in pieces is the whole text without white space around it', () => {
  const piece = fc.constantFrom(' ', '\n', 'word', ' word', 'a b', '\t', '', '\u00a0', 'é');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const written: string[] = [];
      const writer = createTrimmedWriter((delta) => written.push(delta));
      for (const delta of pieces) writer.push(delta);
      assert.equal(written.join(''), pieces.join('').trim());
      assert.equal(writer.text(), pieces.join('').trim());
      assert.ok(!written.includes(''));
    }),
  );
});
