import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createDocumentCache } from '../../../server/src/lsp/documentCache';

const uri = 'file:///chat.md';
const version = (number: number, text: string): TextDocument =>
  TextDocument.create(uri, 'markdown', number, text);

function countingCache(): {
  readonly cache: ReturnType<typeof createDocumentCache<number>>;
  readonly computed: number[];
} {
  const computed: number[] = [];
  const cache = createDocumentCache((document: TextDocument) => {
    computed.push(document.version);
    return document.getText().length;
  });
  return { cache, computed };
}

test('a document is read once for each version, however many features ask', () => {
  const { cache, computed } = countingCache();
  assert.equal(cache.get(version(1, 'one')), 3);
  assert.equal(cache.get(version(1, 'one')), 3);
  assert.equal(cache.get(version(2, 'three')), 5);
  assert.equal(cache.get(version(2, 'three')), 5);
  assert.deepEqual(computed, [1, 2]);
});

test('a closed document is forgotten', () => {
  const { cache, computed } = countingCache();
  cache.get(version(1, 'one'));
  cache.delete(uri);
  cache.get(version(1, 'one'));
  assert.deepEqual(computed, [1, 1]);
});
