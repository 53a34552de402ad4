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
  return {
    name: channel.name,
    get logLevel() {
      return channel.logLevel;
    },
    onDidChangeLogLevel: channel.onDidChangeLogLevel,
    trace: channel.trace.bind(channel),
    debug: channel.debug.bind(channel),
    info: both('info', channel.info.bind(channel)),
    warn: both('warn', channel.warn.bind(channel)),
    error: both('error', channel.error.bind(channel)),
    append: channel.append.bind(channel),
    appendLine: both('log', channel.appendLine.bind(channel)),
    replace: channel.replace.bind(channel),
    clear: channel.clear.bind(channel),
    show: () => {
      channel.show();
    },
    hide: channel.hide.bind(channel),
    dispose: channel.dispose.bind(channel),
  };
}
