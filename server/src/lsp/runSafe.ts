import { LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { CancellationToken } from 'vscode-languageserver/node';
import { AlignerError, toAlignerError } from '../protocol/errors';
import type { SerializedError } from '../protocol/errors';
import type { Runtime } from '../runtime';

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface SafeContext {
  readonly runtime: Runtime;
  readonly log: Log;
}

/**
 * Runs a handler whose failure must not reach the user as an error: hovers, lenses, actions. It yields first, so
 * that a cancellation which is already queued is read before any work is done; cancelled work answers the
 * neutral value.
 */
export async function runSafe<T>(
  context: SafeContext,
  doing: string,
  neutral: T,
  token: CancellationToken,
  handler: () => T | Promise<T>,
): Promise<T> {
  await context.runtime.timer.yield();
  if (wasCancelled(token)) return neutral;
  try {
    const result = await handler();
    return wasCancelled(token) ? neutral : result;
  } catch (error) {
    context.log.error(`${toAlignerError(error, doing).message}${stackOf(error)}`);
    return neutral;
  }
}

/**
 * Runs a handler whose failure the user asked to hear of: a correction, a model that is loaded. Failures become a
 * ResponseError that carries the AlignerError as its data; a cancelled one becomes RequestCancelled.
 */
export async function runReporting<T>(
  context: SafeContext,
  doing: string,
  token: CancellationToken,
  handler: (signal: AbortSignal) => Promise<T>,
): Promise<T | ResponseError<SerializedError>> {
  const abort = new AbortController();
  const subscription = token.onCancellationRequested(() => {
    abort.abort();
  });
  if (token.isCancellationRequested) abort.abort();
  try {
    return await handler(abort.signal);
  } catch (error) {
    const failure = toAlignerError(error, doing);
    if (failure.code === 'cancelled') {
      return new ResponseError(LSPErrorCodes.RequestCancelled, failure.message, failure.toJSON());
    }
    context.log.error(`${failure.message}${failure.code === 'internal' ? stackOf(error) : ''}`);
    return new ResponseError(LSPErrorCodes.RequestFailed, failure.message, failure.toJSON());
  } finally {
    subscription.dispose();
  }
}

/** A call, since the compiler takes the property for unchanged after an `await`. */
function wasCancelled(token: CancellationToken): boolean {
  return token.isCancellationRequested;
}

function stackOf(error: unknown): string {
  return error instanceof Error && !(error instanceof AlignerError) && error.stack !== undefined
    ? `\n${error.stack}`
    : '';
}
