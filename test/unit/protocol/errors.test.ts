import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlignerError, deserializeError, toAlignerError } from '../../../server/src/protocol/errors';

test('an error crosses a process boundary unchanged', () => {
  const error = new AlignerError('modelFileMissing', 'Could not load: because a file is missing. Copy it.', {
    file: 'a',
  });
  const read = deserializeError(JSON.parse(JSON.stringify(error)));
  assert.deepEqual([read?.code, read?.message, read?.file], [error.code, error.message, error.file]);
});

test('what is none of our errors is not taken for one', () => {
  for (const data of [
    undefined,
    null,
    'modelFileMissing',
    { code: -32603, message: 'x' },
    { code: 'toString', message: 'x' },
  ]) {
    assert.equal(deserializeError(data), undefined);
  }
});

test('whatever is thrown becomes an error that says what was being done', () => {
  assert.match(
    toAlignerError('out of paper', 'print').message,
    /^Could not print: because .*out of paper.*\. \S/,
  );
  const own = new AlignerError('cancelled', 'Could not print: because it was cancelled. Print again.');
  assert.equal(toAlignerError(own, 'print'), own);
});
