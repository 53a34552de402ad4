import type { CancellationToken, Connection } from 'vscode-languageserver/node';

export interface Progress {
  report(message: string): void;
  /** Aborted by the cancel button of the progress or by the request that the work belongs to. */
  readonly signal: AbortSignal;
}

/** Runs work under a work-done progress that can be cancelled, or without one where the client shows none. */
export async function withProgress<T>(
  connection: Connection,
  canShow: boolean,
  title: string,
  token: CancellationToken,
  work: (progress: Progress) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  const cancel = (): void => {
    abort.abort();
  };
  const subscriptions = [token.onCancellationRequested(cancel)];
  if (token.isCancellationRequested) cancel();
  const shown = canShow ? await connection.window.createWorkDoneProgress() : undefined;
  if (shown !== undefined) subscriptions.push(shown.token.onCancellationRequested(cancel));
  shown?.begin(title, undefined, undefined, true);
  try {
    return await work({
      signal: abort.signal,
      report: (message) => {
        shown?.report(message);
      },
    });
  } finally {
    shown?.done();
    for (const subscription of subscriptions) subscription.dispose();
  }
}
