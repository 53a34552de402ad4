import { MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import type { Connection } from 'vscode-languageserver/node';

/**
 * Shows a message without buttons. A notification: `window.showInformationMessage` of the library sends a request,
 * which a client without buttons may refuse.
 */
export function tellUser(connection: Connection, type: 'info' | 'warning', message: string): void {
  void connection.sendNotification(ShowMessageNotification.type, {
    type: type === 'info' ? MessageType.Info : MessageType.Warning,
    message,
  });
}
