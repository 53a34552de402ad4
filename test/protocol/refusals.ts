import assert from 'node:assert/strict';
import { ResponseError } from 'vscode-languageserver-protocol/node';
import { deserializeError } from '../../server/src/protocol/errors';
import type { ErrorCode } from '../../server/src/protocol/errors';

/** The code of the AlignerError that a request is refused with. */
export async function refusalOf(
  request: Promise<unknown>,
): Promise<{ readonly code: ErrorCode | undefined; readonly message: string }> {
  try {
    await request;
  } catch (error) {
    assert.ok(error instanceof ResponseError, String(error));
    return { code: deserializeError(error.data)?.code, message: error.message };
  }
  return assert.fail('the request was answered');
}
