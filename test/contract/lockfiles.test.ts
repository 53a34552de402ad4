import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readRepositoryFile, repositoryFiles, repositoryRoot } from '../support/repository';

const largestFile = 95_000_000;
const largestTree = 130_000_000;

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly resolved?: string }>>;
}

function readLockfile(path: string): Lockfile {
  return JSON.parse(readRepositoryFile(path)) as Lockfile;
}

describe('what is tracked', () => {
  const lockfiles = repositoryFiles('**/package-lock.json', 'package-lock.json');

  test('lockfiles carry no registry addresses', () => {
    assert.ok(lockfiles.length >= 1);
    for (const path of lockfiles) {
      const resolved = Object.values(readLockfile(path).packages).filter(
        (entry) => entry.resolved !== undefined,
      );
      assert.deepEqual(resolved, [], path);
    }
  });

  test('one version of the language server protocol is installed, so that both ends share its types', () => {
    const names = Object.keys(readLockfile('package-lock.json').packages);
    for (const name of ['vscode-languageserver-protocol', 'vscode-jsonrpc', 'vscode-languageserver-types']) {
      const copies = names.filter(
        (path) => path === `node_modules/${name}` || path.endsWith(`/node_modules/${name}`),
      );
      assert.deepEqual(copies, [`node_modules/${name}`]);
    }
  });

  test('no file is over 95 MB, and the whole tree is at most 130 MB', () => {
    const sizes = repositoryFiles()
      .filter((path) => existsSync(join(repositoryRoot, path)))
      .map((path) => ({ path, size: statSync(join(repositoryRoot, path)).size }));
    assert.deepEqual(
      sizes.filter(({ size }) => size > largestFile),
      [],
    );
    assert.ok(sizes.reduce((sum, { size }) => sum + size, 0) <= largestTree);
  });

  test('the embedded model is complete', () => {
    const tracked = new Set(repositoryFiles('models/starter'));
    for (const name of [
      'aligner.json',
      'README.md',
      'LICENSE',
      'model.onnx',
      'tokenizer.json',
      'config.json',
    ]) {
      assert.ok(tracked.has(`models/starter/${name}`), name);
    }
  });
});
