import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from '../support/failure';
import { repositoryRoot } from '../support/paths';
import { findOnPath, run, runQuietly } from '../support/run';
import { say, timed } from '../support/say';

/** A VS Code that runs in a browser, and the Node that it needs. */
export interface Editor {
  /** Absolute path of the Node program. */
  readonly node: string;
  /** Absolute path of code-server's entry script. */
  readonly entry: string;
}

/** Where everything of the editor lies inside the clone; git ignores it. */
export const editorFolder = join(repositoryRoot, '.editor');
const manifests = join(repositoryRoot, 'scripts/editor/vscode');
const npmOptions = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const registryCure = 'Check the connection to the npm registry and run the command again.';

function nodePackage(): string {
  const { platform, arch } = process;
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return `node-linux-${arch}`;
  throw new Failure(
    `Could not set VS Code up: because its server is only set up on Linux (x64, arm64), and this is ${platform} ${arch}. ` +
      'Use your own VS Code (`npm start -- --code`); run the editor tests in WSL or a Linux container.',
  );
}

/**
 * Compiles what writes the editor's log files and what ends an extension host whose server died. Everything else
 * works without them, so a machine without a compiler gets an editor whose log views stay empty.
 */
async function compileNativeModules(
  vscode: string,
  node: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const missing = ['g++', 'make', 'python3'].filter((tool) => findOnPath(tool) === undefined);
  if (missing.length > 0) {
    say(`  ${missing.join(', ')} not found: the log views of this editor will stay empty.`);
    return;
  }
  const modules = ['@vscode/spdlog', '@vscode/native-watchdog'];
  const { code } = await run('npm', ['rebuild', '--loglevel=error', ...modules], {
    cwd: vscode,
    output: 'capture',
    environment: { ...environment, npm_config_nodedir: node, JOBS: 'max' },
  });
  if (code !== 0)
    say(`  ${modules.join(' and ')} did not compile: the log views of this editor will stay empty.`);
}

async function install(folder: string, nodeFolder: string): Promise<void> {
  for (const name of ['package.json', 'package-lock.json'])
    copyFileSync(join(manifests, name), join(folder, name));
  await timed('Installing VS Code (code-server) and its Node from npm', () =>
    runQuietly('install VS Code', registryCure, 'npm', ['ci', ...npmOptions], {
      cwd: folder,
      output: 'capture',
    }),
  );
  const node = join(folder, nodeFolder);
  const environment = { ...process.env, PATH: join(node, 'bin') + delimiter + (process.env['PATH'] ?? '') };
  const vscode = join(folder, 'node_modules/code-server/lib/vscode');
  // What code-server's own install script does, less the modules that it compiles. Its shrinkwrap pins the
  // versions, but is not in step with its package.json, which `npm ci` refuses.
  const installInside = ['install', '--omit=dev', ...npmOptions];
  await timed('Installing what VS Code needs from npm', async () => {
    for (const cwd of [vscode, join(vscode, 'extensions')]) {
      await runQuietly('install the parts of VS Code', registryCure, 'npm', installInside, {
        cwd,
        environment,
      });
    }
  });
  await timed('Compiling two native parts of VS Code (half a minute)', () =>
    compileNativeModules(vscode, node, environment),
  );
}

/**
 * Gives the VS Code of scripts/editor/vscode/package.json, installing it on first use (about a minute, 800 MB, npm only).
 * It is installed beside its place and renamed when it is complete, so an interrupted set-up is done again.
 * @throws Failure on a platform or in a network where that is impossible.
 */
export async function setupEditor(): Promise<Editor> {
  const nodeFolder = join('node_modules', nodePackage());
  const lockfile = readFileSync(join(manifests, 'package-lock.json'));
  const name = `vscode-${createHash('sha256').update(lockfile).digest('hex').slice(0, 12)}`;
  const folder = join(editorFolder, name);
  if (!existsSync(folder)) {
    mkdirSync(editorFolder, { recursive: true });
    // Older versions, and what an interrupted set-up left.
    for (const other of readdirSync(editorFolder).filter((entry) => entry.startsWith('vscode-'))) {
      rmSync(join(editorFolder, other), { recursive: true, force: true });
    }
    const unfinished = `${folder}.unfinished`;
    mkdirSync(unfinished);
    await install(unfinished, nodeFolder);
    renameSync(unfinished, folder);
  }
  return {
    node: join(folder, nodeFolder, 'bin/node'),
    entry: join(folder, 'node_modules/code-server/out/node/entry.js'),
  };
}
