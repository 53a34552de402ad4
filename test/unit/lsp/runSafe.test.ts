import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CancellationTokenSource, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { runReporting, runSafe } from '../../../server/src/lsp/runSafe';
import type { SafeContext } from '../../../server/src/lsp/runSafe';
import { AlignerError } from '../../../server/src/protocol/errors';
import { createNodeRuntime } from '../../../server/src/runtime';

function context(): SafeContext & { readonly errors: string[] } {
  const errors: string[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message: string) => errors.push(message),
  };
  return { runtime: createNodeRuntime(), log, errors };
}

describe('runSafe', () => {
  test('gives what the handler gives', async () => {
    const { token } = new CancellationTokenSource();
    assert.equal(await runSafe(context(), 'count', 0, token, () => 3), 3);
  });

  test('a failure is logged with what was being done, and answers the neutral value', async () => {
    const safe = context();
    const { token } = new CancellationTokenSource();
    const result = await runSafe(safe, 'count', 0, token, () => {
      throw new Error('no fingers');
    });
    assert.equal(result, 0);
    assert.match(safe.errors[0] ?? '', /^Could not count: because of .*no fingers.*See the log/);
  });

  test('a cancellation that is already queued is read before any work is done', async () => {
    const source = new CancellationTokenSource();
    let worked = false;
    const result = runSafe(context(), 'count', 0, source.token, () => {
      worked = true;
      return 3;
    });
    source.cancel();
    assert.equal(await result, 0);
    assert.equal(worked, false);
  });

  test('work that was cancelled meanwhile answers the neutral value', async () => {
    const source = new CancellationTokenSource();
    const result = await runSafe(context(), 'count', 0, source.token, () => {
      source.cancel();
      return 3;
    });
    assert.equal(result, 0);
  });
});

describe('runReporting', () => {
  test('a named failure keeps its code, its message and its file', async () => {
    const { token } = new CancellationTokenSource();
    const failure = new AlignerError('modelFileMissing', 'Could not load: because x is missing. Copy it.', {
      file: 'x',
    });
    const result = await runReporting(context(), 'load', token, () => Promise.reject(failure));
    assert.ok(result instanceof ResponseError);
    assert.deepEqual(result.data, { code: 'modelFileMissing', message: failure.message, file: 'x' });
  });

  test('a defect says what was being done, and its stack goes to the log', async () => {
    const safe = context();
    const { token } = new CancellationTokenSource();
    const result = await runReporting(safe, 'load', token, () =>
      Promise.reject(new TypeError('x is undefined')),
    );
    assert.ok(result instanceof ResponseError);
    assert.equal(result.data?.code, 'internal');
    assert.match(result.message, /^Could not load: because of .*x is undefined.*See the log/);
    assert.match(safe.errors[0] ?? '', /runSafe\.test/);
  });

  test('cancelling aborts the signal of the handler and answers RequestCancelled', async () => {
    const safe = context();
    const source = new CancellationTokenSource();
    const result = runReporting(safe, 'load', source.token, async (signal) => {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      throw new AlignerError('cancelled', 'Could not load: because it was cancelled. Start it again.');
    });
    source.cancel();
    const answer = await result;
    assert.ok(answer instanceof ResponseError);
    assert.equal(answer.code, LSPErrorCodes.RequestCancelled);
    assert.deepEqual(safe.errors, []);
  });
});
