import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { linkExtension, startCodeServer } from './editor/codeServer';
import { quietSettings } from './editor/settings';
import { editorFolder, setupEditor } from './editor/setupEditor';
import { build } from './support/build';
import { Failure, reportFailures } from './support/failure';
import { repositoryRoot } from './support/paths';
import { findOnPath, run } from './support/run';
import { say, sayHeading } from './support/say';

const help = `Usage: npm start -- [options]

Corrects the example in the terminal, then serves VS Code with the examples on 127.0.0.1.

  --once         stop after the correction in the terminal
  --code         open your own VS Code (the program \`code\` on the PATH) instead of serving one
  --port <port>  the port to serve on (default: a free one)
  --help         this text`;

interface StartOptions {
  readonly once: boolean;
  readonly code: boolean;
  readonly port: number | undefined;
}

function readOptions(args: readonly string[]): StartOptions | undefined {
  const options = {
    once: { type: 'boolean', default: false },
    code: { type: 'boolean', default: false },
    port: { type: 'string' },
    help: { type: 'boolean', default: false },
  } as const;
  const parse = (): ReturnType<typeof parseArgs<{ options: typeof options }>> => {
    try {
      return parseArgs({ args: [...args], options });
    } catch (error) {
      throw new Failure(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
    }
  };
  const { once, code, port, help: wantsHelp } = parse().values;
  if (wantsHelp) return undefined;
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && !(Number.isInteger(number) && number > 0 && number < 65_536)) {
    throw new Failure(
      `Could not serve on port ${port}: because it is not a port. Give a number from 1 to 65535.`,
    );
  }
  return { once, code, port: number };
}

/** The example that the terminal corrects: the first file in the order of their names. */
function firstExample(): string {
  const examples = join(repositoryRoot, 'examples');
  const [first] = existsSync(examples)
    ? readdirSync(examples)
        .filter((name) => name.endsWith('.md'))
        .sort()
    : [];
  if (first === undefined) {
    throw new Failure(
      'Could not correct the example: because examples/ holds none. Restore it with `git checkout examples`.',
    );
  }
  return join('examples', first);
}

async function correctExample(example: string): Promise<void> {
  sayHeading(`aligner correct ${example}`);
  const { code } = await run(process.execPath, ['server/out/cli.cjs', 'correct', example]);
  if (code !== 0) {
    throw new Failure(
      `Could not correct the example: because \`aligner correct\` ended with ${code}. Its message is above.`,
    );
  }
}

/** A copy of the examples that is the user's own: what was edited there before stays, and the clone stays clean. */
function prepareWorkspace(): string {
  const workspace = join(editorFolder, 'examples');
  mkdirSync(workspace, { recursive: true });
  cpSync(join(repositoryRoot, 'examples'), workspace, { recursive: true, force: false });
  return workspace;
}

async function openOwnEditor(code: string, workspace: string, example: string): Promise<number> {
  say(`Opening your VS Code with ${workspace}.`);
  const args = [
    '--new-window',
    `--extensionDevelopmentPath=${repositoryRoot}`,
    workspace,
    join(workspace, example),
  ];
  const result = await run(code, args);
  if (result.code !== 0)
    throw new Failure(`Could not open VS Code: because \`${code}\` ended with ${result.code}.`);
  return 0;
}

async function serveEditor(workspace: string, example: string, port: number | undefined): Promise<number> {
  const editor = await setupEditor();
  const profile = mkdtempSync(join(tmpdir(), 'aligner-'));
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
  });
  try {
    const extensions = join(profile, 'extensions');
    linkExtension(repositoryRoot, extensions);
    const server = await startCodeServer({
      editor,
      profile,
      extensions,
      settings: quietSettings,
      flags: ['--disable-workspace-trust'],
      ...(port === undefined ? {} : { port }),
    });
    const file = `vscode-remote://127.0.0.1:${server.port}${join(workspace, example)}`;
    const payload = encodeURIComponent(JSON.stringify([['openFile', file]]));
    sayHeading('VS Code is ready. Open this address in your browser:');
    say(`\n  ${pc.cyan(`${server.address}/?folder=${encodeURI(workspace)}&payload=${payload}`)}\n`);
    say('Press "Correct" above the answer, then accept or reject each change.');
    say(`Your copy of the examples is ${workspace}; delete it to start over. Ctrl-C ends VS Code.`);
    const end = await Promise.race([
      interrupted.then(() => 'interrupted' as const),
      server.ended.then(() => 'ended' as const),
    ]);
    await server.stop();
    if (end === 'ended') throw new Failure('VS Code ended by itself. Run `npm start` again.');
    say('\nVS Code has ended.');
    return 0;
  } finally {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** `npm start`: builds, corrects the example in the terminal, then gives an editor with the examples open. */
export function main(args: readonly string[]): Promise<number> {
  return reportFailures(async () => {
    const options = readOptions(args);
    if (options === undefined) {
      say(help);
      return 0;
    }
    await build();
    const example = firstExample();
    await correctExample(example);
    if (options.once) return 0;
    const workspace = prepareWorkspace();
    const file = example.slice('examples/'.length);
    // VS Code's server is set up on Linux only; elsewhere a desktop editor is at hand.
    const wantsOwn = options.code || process.platform !== 'linux';
    if (!wantsOwn) return serveEditor(workspace, file, options.port);
    const code = findOnPath('code');
    if (code === undefined) {
      throw new Failure(
        'Could not open VS Code: because no program `code` is on the PATH. Install VS Code from https://code.visualstudio.com and run "Shell Command: Install \'code\' command in PATH" from its command palette.',
      );
    }
    return openOwnEditor(code, workspace, file);
  });
}
