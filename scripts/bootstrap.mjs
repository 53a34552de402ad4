// First step of `npm start`, `npm test` and `npm run package`: runs on a fresh clone, so it uses Node alone.
// Installs what is missing, then runs scripts/<task>.ts.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = 20;

/** Packages by path as a lockfile lists them; empty if it cannot be read. */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
}

/**
 * True if node_modules is what package-lock.json says. npm writes its own lockfile into node_modules when an
 * installation is complete, so one that was interrupted counts as missing. Optional packages may be absent: they
 * are for other platforms.
 */
function isInstalled() {
  const installed = lockedPackages(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(lockedPackages(join(root, 'package-lock.json'))).every(
    ([path, wanted]) =>
      path === '' ||
      (installed[path] === undefined ? wanted.optional === true : installed[path].version === wanted.version),
  );
}

function install() {
  console.log('Installing packages from npm (once) …');
  const started = performance.now();
  // No install scripts: onnxruntime-node's would download CUDA, and everything works without the others.
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    },
  );
  if (status !== 0) {
    const reason = error?.message ?? `npm ended with ${status}`;
    console.error(
      `Could not install the packages: ${reason}. Check the connection to the npm registry and run the command again.`,
    );
    process.exit(1);
  }
  console.log(`Packages installed (${((performance.now() - started) / 1000).toFixed(0)} s).`);
}

const [task, ...args] = process.argv.slice(2);
if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  console.error(
    `Could not run: because this is Node ${process.versions.node}. Install Node ${oldestNode} or newer from https://nodejs.org and run the command again.`,
  );
  process.exit(1);
}
process.chdir(root);
if (!isInstalled()) install();

const { register } = await import('tsx/esm/api');
register();
const { main } = await import(pathToFileURL(join(root, 'scripts', `${task}.ts`)).href);
process.exitCode = await main(args);
