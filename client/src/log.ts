import * as vscode from 'vscode';

/**
 * The output channel of the client and the server. In continuous integration every line goes to standard output
 * too, because nobody can open a panel there.
 */
export function createLog(name: string): vscode.LogOutputChannel {
  const channel = vscode.window.createOutputChannel(name, { log: true });
  return process.env['CI'] === 'true'
    ? mirror(channel, (line) => process.stdout.write(`[${name}] ${line}\n`))
    : channel;
}

function mirror(channel: vscode.LogOutputChannel, print: (line: string) => void): vscode.LogOutputChannel {
  const both =
    <M extends string | Error>(level: string, write: (message: M, ...details: unknown[]) => void) =>
    (message: M, ...details: unknown[]): void => {
      print(`${level} ${message instanceof Error ? (message.stack ?? message.message) : message}`);
      write(message, ...details);
    };
  // Everything else is inherited from the channel itself.
  return Object.create(channel, {
    info: { value: both('info', channel.info.bind(channel)) },
    warn: { value: both('warn', channel.warn.bind(channel)) },
    error: { value: both('error', channel.error.bind(channel)) },
    appendLine: { value: both('log', channel.appendLine.bind(channel)) },
  }) as vscode.LogOutputChannel;
}
