import * as vscode from 'vscode';
import type { CorrectionRequest, CorrectionResult } from '../../../server/src/protocol/correction';
import type { Settings } from '../../../server/src/protocol/settings';
import type { AnswerSource } from '../review/answerSource';
import { diffTitle, fileNameOf } from '../review/diffView';
import type { DiffViewTools } from '../review/diffView';
import { openStreamView } from '../review/streamView';
import type { Session } from '../session';
import { describeProgress } from './progressText';

/** How a correction is reviewed; chosen when it starts, so that a change of the setting leaves no half view. */
export type ReviewMode = Settings['review.mode'];

export interface RunTools extends DiffViewTools {
  readonly session: Session;
}

/** One correction: `number` of `count` in its run. */
export interface Step {
  readonly root: vscode.Uri;
  readonly mode: ReviewMode;
  readonly uri: vscode.Uri;
  readonly request: CorrectionRequest;
  readonly number: number;
  readonly count: number;
}

export type Report = (message: string) => void;

/** The corrections that run now, and how to cancel them. */
export interface RunningCorrections {
  /** Runs a job with a progress notification whose Cancel, like the command, cancels it. */
  run<T>(
    sources: readonly AnswerSource[],
    job: (report: Report, token: vscode.CancellationToken) => Promise<T>,
  ): Promise<T>;
  has(isSame: (source: AnswerSource) => boolean): boolean;
  cancelAll(): void;
}

interface Running {
  readonly sources: readonly AnswerSource[];
  readonly cancellation: vscode.CancellationTokenSource;
}

export function createRunningCorrections(): RunningCorrections {
  let running: readonly Running[] = [];
  const setRunning = (next: readonly Running[]): void => {
    running = next;
    void vscode.commands.executeCommand('setContext', 'aligner.correcting', running.length > 0);
  };
  return {
    run: async (sources, job) => {
      const cancellation = new vscode.CancellationTokenSource();
      const entry: Running = { sources, cancellation };
      setRunning([...running, entry]);
      const options = { location: vscode.ProgressLocation.Notification, title: 'Aligner', cancellable: true };
      try {
        return await vscode.window.withProgress(options, (progress, token) => {
          token.onCancellationRequested(() => {
            cancellation.cancel();
          });
          return job((message) => {
            progress.report({ message });
          }, cancellation.token);
        });
      } finally {
        setRunning(running.filter((each) => each !== entry));
        cancellation.dispose();
      }
    },
    has: (isSame) => running.some(({ sources }) => sources.some(isSame)),
    cancelAll: () => {
      for (const { cancellation } of running) cancellation.cancel();
    },
  };
}

/** Corrects one answer; in diff mode its text streams into a diff that stays open. */
export async function runStep(
  tools: RunTools,
  { root, mode, uri, request, number, count }: Step,
  report: Report,
  token: vscode.CancellationToken,
): Promise<CorrectionResult> {
  const which = count > 1 ? `Answer ${number} of ${count}: ` : '';
  report(`${which}starting`);
  const title = diffTitle(fileNameOf(uri), number, count);
  const stream =
    mode === 'diff'
      ? await openStreamView(
          root,
          count > 1 ? `${number} of ${count}, arriving` : 'arriving',
          title,
          request.answer,
          tools.files,
          tools.decorations,
        )
      : undefined;
  try {
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    return await tools.session.correct(
      { ...request, uri: uri.toString() },
      (event) => {
        if (event.kind === 'text') stream?.push(event.delta);
        if (event.kind === 'rewind') stream?.rewind(event.length);
        const message = describeProgress(event);
        if (message !== undefined) report(which + message);
      },
      token,
    );
  } finally {
    stream?.stop();
  }
}
