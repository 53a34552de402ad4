import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../support/failure';
import { runQuietly } from '../support/run';
import { freePort } from './freePort';
import type { Editor } from './setupEditor';

export interface CodeServerOptions {
  readonly editor: Editor;
  /** Where profile, extensions and logs go. A short path: a Unix socket's has 108 characters at most. */
  readonly profile: string;
  /** Folder of installed extensions; see `linkExtension` and `installVsix`. */
  readonly extensions: string;
  /** User settings by their full keys. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly port?: number;
  /** Added to the environment of the server, which the extension host inherits. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

export interface CodeServer {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly address: string;
  readonly logFile: string;
  /** Resolves when the server has ended. */
  readonly ended: Promise<void>;
  /** Ends the server and everything that it started. */
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;

/** Makes an unpacked extension the only one of an extensions folder, as it is at every start of the editor. */
export function linkExtension(folder: string, extensions: string): void {
  mkdirSync(extensions, { recursive: true });
  symlinkSync(folder, join(extensions, basename(folder)), 'dir');
}

/** Installs a VSIX into an extensions folder. */
export async function installVsix(editor: Editor, file: string, extensions: string): Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), 'aligner-'));
  try {
    const args = [...commonArguments(editor, profile, extensions), '--install-extension', file, '--force'];
    const environment = environmentFor(editor, profile, {});
    const cure = 'Run `npm run package` again.';
    await runQuietly('install the extension', cure, editor.node, args, { environment });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

function commonArguments(editor: Editor, profile: string, extensions: string): readonly string[] {
  return [
    editor.entry,
    ...['--config', join(profile, 'config.yaml')],
    ...['--user-data-dir', join(profile, 'user')],
    ...['--extensions-dir', extensions],
  ];
}

function environmentFor(
  editor: Editor,
  profile: string,
  more: Readonly<Record<string, string>>,
): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: dirname(editor.node) + delimiter + (process.env['PATH'] ?? ''),
    // The editor keeps its own files out of the user's home.
    XDG_CONFIG_HOME: profile,
    XDG_DATA_HOME: profile,
    // No marketplace: every start would ask open-vsx.org.
    EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '' }),
    ...more,
  };
  // Inside a terminal of VS Code this makes code-server open files there instead of starting.
  delete environment['VSCODE_IPC_HOOK_CLI'];
  return environment;
}

function killGroup(processId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-processId, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function waitUntilHealthy(address: string, hasEnded: () => boolean, logFile: string): Promise<void> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const healthy = await fetch(`${address}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    if (hasEnded() || performance.now() > deadline) {
      throw new Failure(
        `Could not start VS Code: because its server ${hasEnded() ? 'ended at once' : 'does not answer'}. See ${logFile}.`,
      );
    }
    await delay(50);
  }
}

/** Starts a private code-server on 127.0.0.1 as a process group of its own. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const { editor, profile, extensions, settings, flags = [] } = options;
  mkdirSync(join(profile, 'user/User'), { recursive: true });
  writeFileSync(join(profile, 'user/User/settings.json'), JSON.stringify(settings, null, 2));
  writeFileSync(join(profile, 'config.yaml'), 'auth: none\n');
  const port = options.port ?? (await freePort());
  const address = `http://127.0.0.1:${port}`;
  const logFile = join(profile, 'server.log');
  const child = spawn(
    editor.node,
    [
      ...commonArguments(editor, profile, extensions),
      ...['--bind-addr', `127.0.0.1:${port}`, '--auth', 'none'],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
      ...flags,
    ],
    {
      env: environmentFor(editor, profile, options.environment ?? {}),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    },
  );
  const log = createWriteStream(logFile);
  child.stdout.pipe(log);
  child.stderr.pipe(log);
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    const end = (): void => {
      hasEnded = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const stop = async (): Promise<void> => {
    if (child.pid === undefined) return;
    killGroup(child.pid, 'SIGTERM');
    await Promise.race([ended, delay(stopTimeoutMs, undefined, { ref: false })]);
    killGroup(child.pid, 'SIGKILL');
    await ended;
  };
  try {
    await waitUntilHealthy(address, () => hasEnded, logFile);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, address, logFile, ended, stop };
}
