import assert from 'node:assert/strict';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createNodeRuntime } from '../../server/src/runtime';

const { files, timer, processes } = createNodeRuntime();

describe('files', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aligner-runtime-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('a file is replaced as a whole, keeps its permissions, and leaves nothing beside it', async () => {
    const path = join(folder, 'rows.jsonl');
    await writeFile(path, 'old');
    // The umask would take write access for all away.
    await chmod(path, 0o666);
    await files.writeAtomically(path, 'new');
    assert.equal(await readFile(path, 'utf8'), 'new');
    assert.equal((await stat(path)).mode & 0o777, 0o666);
    assert.deepEqual(await readdir(folder), ['rows.jsonl']);
  });

  test('a symbolic link stays one: the file behind it is replaced', async () => {
    const behind = join(folder, 'behind');
    await mkdir(behind);
    const target = join(behind, 'rows.jsonl');
    const link = join(folder, 'link.jsonl');
    await writeFile(target, 'old');
    await symlink(target, link);
    await files.writeAtomically(link, 'new');
    assert.ok((await lstat(link)).isSymbolicLink());
    assert.equal(await readlink(link), target);
    assert.equal(await readFile(target, 'utf8'), 'new');
    assert.deepEqual(await readdir(behind), ['rows.jsonl']);
    await rm(link);
    await rm(behind, { recursive: true });
  });

  test('a read-only file is refused and kept', async () => {
    const open = join(folder, 'open-to-all');
    const path = join(open, 'rows.jsonl');
    await mkdir(open);
    await writeFile(path, 'old');
    await chmod(folder, 0o755);
    await chmod(open, 0o777);
    await chmod(path, 0o444);
    // Root may write everything, so it tries as nobody.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    try {
      await assert.rejects(files.writeAtomically(path, 'new'), /EACCES|EPERM/);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
    assert.equal(await readFile(path, 'utf8'), 'old');
    assert.deepEqual(await readdir(open), ['rows.jsonl']);
    await rm(open, { recursive: true });
  });

  test('a write that fails leaves the old text and nothing beside it', async () => {
    const blocked = join(folder, 'a-folder-of-that-name');
    await files.writeAtomically(join(blocked, 'inside.txt'), 'kept');
    await assert.rejects(files.writeAtomically(blocked, 'new'));
    assert.equal(await readFile(join(blocked, 'inside.txt'), 'utf8'), 'kept');
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  test('what does not exist has no size and no list', async () => {
    assert.equal(await files.size(join(folder, 'nothing')), undefined);
    assert.equal(await files.list(join(folder, 'nothing')), undefined);
  });

  test('sha256 is that of the bytes', async () => {
    const path = join(folder, 'abc');
    await writeFile(path, 'abc');
    // The example of FIPS 180-2, appendix B.1.
    assert.equal(
      await files.sha256(path),
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
  });
});

describe('processes and timers', () => {
  test('a forked process that cannot start ends, and says why', async () => {
    const lines: string[] = [];
    const forked = processes.fork(join(tmpdir(), 'there-is-no-such-program.cjs'), (line) => lines.push(line));
    const { code } = await forked.ended;
    assert.notEqual(code, 0);
    assert.match(lines.join('\n'), /Cannot find module/);
  });

  test('a timer that was called off does not run', async () => {
    const ran: string[] = [];
    timer.setTimeout(() => ran.push('kept'), 0);
    const callOff = timer.setTimeout(() => ran.push('called off'), 0);
    callOff();
    while (ran.length === 0) await timer.yield();
    assert.deepEqual(ran, ['kept']);
  });
});
