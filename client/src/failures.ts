import * as vscode from 'vscode';
import { ErrorCodes, LSPErrorCodes } from 'vscode-languageclient/node';
import {
  AlignerError,
  cancelledError,
  deserializeError,
  toAlignerError,
} from '../../server/src/protocol/errors';
import type { CommandId } from '../../server/src/protocol/commands';

/** What was thrown by a request to the server, as an AlignerError; errors of ours travel in `data`. */
export function readFailure(thrown: unknown, doing: string): AlignerError {
  if (thrown instanceof AlignerError) return thrown;
  if (thrown instanceof vscode.CancellationError) return cancelledError();
  const data: unknown =
    typeof thrown === 'object' && thrown !== null && 'data' in thrown ? thrown.data : undefined;
  const known = deserializeError(data);
  if (known !== undefined) return known;
  const code: unknown =
    typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
  if (code === LSPErrorCodes.RequestCancelled || code === LSPErrorCodes.ServerCancelled)
    return cancelledError();
  if (code === ErrorCodes.PendingResponseRejected || code === ErrorCodes.ConnectionInactive) {
    // Not a second toast: the session tells of a server that ended, and a restart was asked for.
    return new AlignerError(
      'cancelled',
      `Could not ${doing}: because the language server ended. Nothing was changed. Try again.`,
      { cause: thrown },
    );
  }
  return toAlignerError(thrown, doing);
}

export interface OfferedAction {
  readonly title: string;
  readonly run: () => unknown;
}

export const commandAction = (title: string, command: CommandId | `workbench.${string}`): OfferedAction => ({
  title,
  run: () => vscode.commands.executeCommand(command),
});

export const showLogAction = commandAction('Show Log', 'aligner.showLog');
export const manageTrustAction = commandAction('Manage Workspace Trust', 'workbench.trust.manage');

type Show = (message: string, ...titles: readonly string[]) => Thenable<string | undefined>;

/** Shows a message with actions; resolves when the message is gone, with whether an action was taken. */
export async function say(
  show: Show,
  message: string,
  actions: readonly OfferedAction[] = [],
): Promise<boolean> {
  const chosen = await show(message, ...actions.map(({ title }) => title));
  const action = actions.find(({ title }) => title === chosen);
  await action?.run();
  return action !== undefined;
}

/** One toast for one failure: its sentence, the cure where a command is one, and the log. */
export function reportFailure(
  log: vscode.LogOutputChannel,
  error: AlignerError,
  actions: readonly OfferedAction[] = cureFor(error),
): void {
  if (error.code === 'cancelled') {
    log.info(error.message);
    return;
  }
  log.error(`${error.code}: ${error.message}`);
  // The server itself tells of a crash, once, whichever requests it ended.
  if (error.code === 'inferenceCrashed') return;
  if (error.cause instanceof Error && error.cause.stack !== undefined) log.error(error.cause.stack);
  void say(vscode.window.showErrorMessage, error.message, [...actions, showLogAction]);
}

function cureFor(error: AlignerError): readonly OfferedAction[] {
  switch (error.code) {
    case 'untrusted':
      return [manageTrustAction];
    case 'modelNotFound':
    case 'modelFileMissing':
    case 'modelFileCorrupt':
    case 'manifestInvalid':
    case 'templateUnknown':
    case 'graphInvalid':
    case 'tokenizerInvalid':
      return [commandAction('Select Model', 'aligner.selectModel')];
    case 'providerUnavailable':
    case 'outOfMemory':
      return [commandAction('Select Provider', 'aligner.selectProvider')];
    case 'answerEmpty':
    case 'answerTooLong':
    case 'questionTooLong':
    case 'answerNotFound':
    case 'answerChanged':
    case 'documentReadOnly':
    case 'correctionUnwritable':
    case 'inferenceCrashed':
    case 'cancelled':
    case 'usage':
    case 'internal':
      return [];
  }
}
