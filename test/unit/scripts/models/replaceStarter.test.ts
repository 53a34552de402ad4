import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { reasonsAgainst } from '../../../../scripts/models/checkTriples';
import type { TripleFigures } from '../../../../scripts/models/checkTriples';
import { repositoryRoot } from '../../../support/repository';
import { loadFolder, tinyFolder } from '../../inference/tinyModels';

const good: TripleFigures = {
  count: 12,
  ended: 12,
  empty: 0,
  keptShare: 0.75,
  copiedShare: 0.95,
  changedShare: 0.6,
  exactShare: 0.2,
  tokensPerSecond: 40,
};

describe('a model may replace the embedded one', () => {
  const cases: Readonly<Record<string, readonly [Partial<TripleFigures>, TripleFigures | undefined, RegExp | undefined]>> =
    {
      'that is as good': [{}, good, undefined],
      'where there is none yet': [{}, undefined, undefined],
      'that is a little worse on a dozen triples': [{ keptShare: 0.5 }, good, undefined],
      'but not one that does not end': [{ ended: 11 }, good, /ended only 11 of 12/],
      'but not one that writes nothing': [{ empty: 2 }, good, /wrote nothing for 2 of 12/],
      'but not one that rewrites what is good': [{ copiedShare: 0.5 }, good, /only 50 %/],
      'but not one that only copies': [{ changedShare: 0.1 }, undefined, /changed only 10 %/],
      'but not one that is clearly worse': [{ keptShare: 0, changedShare: 0.5 }, good, /treats 25 %.*present model 68 %/],
    };
  for (const [what, [figures, present, reason]] of Object.entries(cases)) {
    test(what, () => {
      const reasons = reasonsAgainst({ ...good, ...figures }, present);
      if (reason === undefined) assert.deepEqual(reasons, []);
      else assert.match(reasons.join('; '), reason);
    });
  }
});

function replace(...args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  const command = ['--import', 'tsx', join(repositoryRoot, 'scripts/models/replaceStarter.ts'), ...args];
  return new Promise((done) => {
    const child = execFile(process.execPath, command, { cwd: repositoryRoot }, (_error, stdout, stderr) => {
      done({ code: child.exitCode ?? -1, output: stdout + stderr });
    });
  });
}

describe('the command', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aligner-replace-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('refuses a model of random weights with its figures, and touches nothing', async () => {
    const target = join(folder, 'refused');
    const { code, output } = await replace(tinyFolder('new-rows'), '--target', target);
    assert.equal(code, 1, output);
    assert.match(output, /Not replaced, because:\n- it ended only \d+ of 12 corrections/);
    assert.deepEqual(await readdir(folder), []);
  });

  test('takes it all the same when told to, whole and with its hashes', async () => {
    const target = join(folder, 'forced');
    const { code, output } = await replace(tinyFolder('new-rows'), '--target', target, '--force');
    assert.equal(code, 0, output);
    const aligner = await loadFolder(target);
    assert.equal(aligner.loaded.model.name, 'starter');
    await aligner.release();
    assert.deepEqual(await readdir(folder), ['forced']);
  });

  test('names what is wrong with a folder that is none', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'aligner-empty-'));
    await writeFile(join(empty, 'note.txt'), 'no model');
    const { code, output } = await replace(empty, '--target', join(folder, 'none'));
    assert.equal(code, 1);
    assert.match(output, /holds no \.onnx file/);
    assert.equal(existsSync(join(folder, 'none')), false);
    await rm(empty, { recursive: true });
  });
});
