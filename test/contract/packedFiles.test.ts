import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import {
  bundledFiles,
  copiedPaths,
  isAllowed,
  nativePackages,
  nativePackagesFolder,
  writtenFiles,
} from '../../scripts/packaging/allowList';
import { largestPackageBytes, packageExtension } from '../../scripts/packaging/packageExtension';
import { readRepositoryFile } from '../support/repository';

/** Unpacks the files of the extension from a VSIX; gives their paths relative to its root. */
async function unpack(vsix: string, folder: string): Promise<readonly string[]> {
  const zip = await openPromise(vsix);
  const paths: string[] = [];
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.startsWith('extension/')) continue;
    const path = entry.fileName.slice('extension/'.length);
    paths.push(path);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(folder, path)));
  }
  return paths;
}

/** vsce gives these files the names that marketplaces look for. */
const namesInPackage: Readonly<Record<string, string>> = {
  'readme.md': 'README.md',
  'changelog.md': 'CHANGELOG.md',
  'LICENSE.txt': 'LICENSE',
};

describe('the packed extension', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aligner-packed-'));
  let vsix = '';
  let paths: readonly string[] = [];
  before(
    async () => {
      vsix = await packageExtension();
      paths = (await unpack(vsix, folder)).map((path) => namesInPackage[path] ?? path);
    },
    { timeout: 180_000 },
  );
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  test('holds nothing but what the allow-list names', () => {
    assert.deepEqual(
      paths.filter((path) => !isAllowed(path)),
      [],
    );
  });

  test('holds everything that the allow-list names', () => {
    const native = nativePackages.flatMap(({ name, paths: parts }) =>
      parts.map((part) => `${nativePackagesFolder}/${name}/${part}`),
    );
    const missing = [...copiedPaths, ...bundledFiles, ...writtenFiles, ...native].filter(
      (wanted) => !paths.some((path) => path === wanted || path.startsWith(`${wanted}/`)),
    );
    assert.deepEqual(missing, []);
  });

  test('holds the native library of one platform only', () => {
    const platforms = paths
      .filter((path) => path.endsWith('.node'))
      .map((path) => path.split('/').slice(-3, -1).join('-'));
    assert.deepEqual(platforms, [`${process.platform}-${process.arch}`]);
  });

  test('is small enough to install over a slow connection', () => {
    assert.ok(statSync(vsix).size <= largestPackageBytes, `${statSync(vsix).size} bytes`);
  });

  test('has a manifest without what only a developer needs', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const source = JSON.parse(readRepositoryFile('package.json')) as Record<string, unknown>;
    for (const field of ['scripts', 'devDependencies', 'dependencies'])
      assert.equal(manifest[field], undefined);
    for (const field of ['name', 'publisher', 'version', 'engines', 'contributes', 'main']) {
      assert.deepEqual(manifest[field], source[field], field);
    }
  });

  test('loads the native binding away from the clone', () => {
    const script = `console.log(typeof require('./server/out/node_modules/onnxruntime-node').InferenceSession.create)`;
    const output = execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' });
    assert.equal(output.trim(), 'function');
  });

  test('runs the terminal program away from the clone', () => {
    const args = [join(folder, 'server/out/cli.cjs'), '--version'];
    const output = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    const { version } = JSON.parse(readRepositoryFile('package.json')) as { readonly version: string };
    assert.equal(output.trim(), version);
  });
});
