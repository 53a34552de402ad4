import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { openSync, writeFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { aligner, cliFile, startAligner, startAlignerWith } from '../support/terminal';
import { faulty, long, transcript } from './samples';

interface Line {
  readonly label: string;
  readonly line: number;
  readonly changed?: boolean;
  readonly question: string;
  readonly answer: string;
  readonly correction?: string;
  readonly hunks?: readonly { readonly originalText: string; readonly correctedText: string }[];
  readonly model?: { readonly name: string };
  readonly provider?: { readonly id: string; readonly reason: string };
  readonly stats?: { readonly newTokens: number };
  readonly error?: { readonly code: string };
}

const lines = (out: string): readonly Line[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

const row = (answer: string): string => JSON.stringify({ question: faulty.question, answer });

describe('aligner correct', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aligner-terminal-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('--json prints one object a line for each answer of a file', async () => {
    const path = join(folder, 'rows.jsonl');
    await writeFile(
      path,
      `${row(faulty.answer)}\n${row('About every two weeks in summer, and hardly at all in winter.')}\n`,
    );
    const run = await aligner(['correct', path, '--json', '--provider', 'cpu']);
    assert.equal(run.code, 0, run.error);
    const [first, second, ...rest] = lines(run.out);
    assert.equal(rest.length, 0);
    assert.equal(first?.question, faulty.question);
    assert.equal(first.answer, faulty.answer);
    assert.ok(first.hunks !== undefined && first.hunks.length > 0);
    assert.ok(
      first.model?.name !== undefined && first.provider?.id === 'cpu' && (first.stats?.newTokens ?? 0) > 0,
    );
    assert.equal(typeof second?.correction, 'string');
  });

  test('the examples show what the embedded Aligner can: changes in three answers of the chat, none in the good one', async () => {
    const run = await aligner(['correct', 'examples/chat.md', '--json']);
    assert.deepEqual(
      lines(run.out).map(({ line, changed }) => [line, changed]),
      [
        [11, true],
        [19, true],
        [27, true],
        [35, false],
      ],
    );
  });

  test('a pair on the command line is shown as a word diff with its speed', async () => {
    const run = await aligner(['correct', '-q', faulty.question, '-a', faulty.answer]);
    assert.equal(run.code, 0, run.error);
    assert.match(run.out, /\[-.*-\]/s);
    assert.match(run.out, /tokens a second/);
    assert.ok(!run.out.includes('\u001b'), 'no colours into a pipe');
  });

  test('--color colours a pipe as well', async () => {
    const run = await aligner(['correct', '-q', faulty.question, '-a', faulty.answer, '--color']);
    assert.ok(run.out.includes('\u001b[32m') || run.out.includes('\u001b[31m'));
  });

  const colored: readonly (readonly [env: Readonly<Record<string, string>>, isColored: boolean])[] = [
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ];
  for (const [env, isColored] of colored) {
    test(`${Object.keys(env).join(' and ')} in the environment: a pipe gets ${isColored ? '' : 'no '}colours`, async () => {
      const child = startAlignerWith(['correct', '-q', faulty.question, '-a', faulty.answer], { env });
      child.stderr.resume();
      assert.equal((await readAll(child.stdout)).includes('\u001b['), isColored);
    });
  }

  test('standard input is the answer to --question, or else a text with answers', async () => {
    const asAnswer = await aligner(['correct', '--question', faulty.question, '--json'], faulty.answer);
    assert.equal(lines(asAnswer.out)[0]?.answer, faulty.answer);
    const asText = await aligner(['correct', '--json'], transcript(faulty.question, faulty.answer));
    assert.deepEqual(
      [lines(asText.out)[0]?.question, lines(asText.out)[0]?.answer],
      [faulty.question, faulty.answer],
    );
  });

  test('standard input that is not UTF-8 is refused instead of read with losses', async () => {
    const run = await aligner(['correct', '-q', faulty.question], Buffer.from('Täglich.', 'latin1'));
    assert.match(run.error, /Could not read standard input: because it is not UTF-8\. Convert/);
    assert.equal(run.code, 2);
  });

  test('--write puts the corrections into the file and touches nothing else', async () => {
    const path = join(folder, 'chat.md');
    const text = `\uFEFF${transcript(faulty.question, faulty.answer)}The end`.replaceAll('\n', '\r\n');
    await writeFile(path, text);
    const run = await aligner(['correct', path, '--write', '--json']);
    assert.equal(run.code, 0, run.error);
    const { correction } = lines(run.out)[0] ?? assert.fail('no line');
    assert.ok(correction !== undefined);
    const written = await readFile(path, 'utf8');
    assert.ok(written.startsWith('\uFEFF# A chat\r\n\r\n## User\r\n'));
    assert.ok(written.includes(correction.replaceAll('\n', '\r\n')));
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  test('Ctrl-C ends it with 130; corrections that were finished are written, nothing is half-written', async () => {
    const path = join(folder, 'interrupted.jsonl');
    const text = `${row(faulty.answer)}\n${row(long.answer)}\n`;
    await writeFile(path, text);
    const child = startAligner('correct', path, '--write', '--json');
    child.stdout.once('data', () => child.kill('SIGINT'));
    child.stderr.resume();
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 130);
    const [first, second] = (await readFile(path, 'utf8'))
      .split('\n')
      .map((line) => (line === '' ? {} : (JSON.parse(line) as Line)));
    assert.ok(first !== undefined && 'correction' in first);
    assert.ok(second !== undefined && !('correction' in second));
  });

  test('Ctrl-C in a terminal reaches the inference process too, and no crash is spoken of', async () => {
    const path = join(folder, 'group.jsonl');
    await writeFile(path, `${row(faulty.answer)}\n${row(long.answer)}\n`);
    const child = startAlignerWith(['correct', path, '--json'], { ownGroup: true });
    child.stdout.once('data', () => {
      process.kill(-(child.pid ?? assert.fail('not started')), 'SIGINT');
    });
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const [error, [code]] = await Promise.all([readAll(child.stderr), exited]);
    assert.equal(code, 130);
    assert.match(error, /because it was cancelled/);
    assert.doesNotMatch(error, /unexpectedly/);
  });

  for (const args of [
    ['correct', '-'],
    ['serve', '--stdio'],
  ]) {
    test(`Ctrl-C ends “aligner ${args.join(' ')}” while it waits for its input`, async () => {
      const child = startAligner(...args);
      // It is ready when it has taken what was written, however much that is.
      child.stdin.on('error', () => undefined);
      const taken = new Promise<void>((resolve) => {
        child.stdin.write(' '.repeat(4_000_000), () => {
          resolve();
        });
      });
      child.stdout.resume();
      child.stderr.resume();
      await taken;
      child.kill('SIGINT');
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      assert.equal(signal, 'SIGINT');
    });
  }

  test('a file that is named twice is corrected once, and written', async () => {
    const path = join(folder, 'twice.jsonl');
    await writeFile(path, `${row(faulty.answer)}\n`);
    const run = await aligner(['correct', path, `${folder}/./twice.jsonl`, '--write', '--json']);
    assert.equal(run.code, 0, run.error);
    assert.equal(lines(run.out).length, 1);
    assert.match(run.error, /wrote 1 correction\.$/m);
  });

  test('results that cannot be written (a full disk) are no success', async () => {
    const child = spawn(
      process.execPath,
      [cliFile, 'correct', '--json', '-q', faulty.question, '-a', faulty.answer],
      { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] },
    );
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const [error, [code]] = await Promise.all([readAll(child.stderr ?? assert.fail('no pipe')), exited]);
    assert.match(error, /Could not write to standard output: because .*\. Give/);
    assert.equal(code, 2);
  });

  test('a file that another program changed meanwhile is not overwritten', async () => {
    const path = join(folder, 'shared.jsonl');
    await writeFile(path, `${row(faulty.answer)}\n${row(faulty.answer)}\n`);
    const child = startAligner('correct', path, '--write', '--json');
    child.stdout.once('data', () => {
      writeFileSync(path, 'the text of another program');
    });
    const exited = once(child, 'exit') as Promise<[number | null]>;
    const [error, [code]] = await Promise.all([readAll(child.stderr), exited]);
    assert.match(error, /Could not write .*shared\.jsonl: because it was changed by another program/);
    assert.equal(code, 2);
    assert.equal(await readFile(path, 'utf8'), 'the text of another program');
  });

  const refused: readonly (readonly [name: string, args: readonly string[], code: number, says: RegExp])[] = [
    [
      'a file that does not exist',
      ['correct', 'no-such-file.md'],
      2,
      /Could not read no-such-file\.md: because .*Check the path/,
    ],
    ['an option that does not exist', ['correct', '--modle', 'x'], 2, /unknown option.*--model/s],
    [
      'a provider that does not exist',
      ['correct', '-p', 'gpu', '-q', 'a', '-a', 'b'],
      2,
      /Allowed choices are auto, cpu, webgpu/,
    ],
    ['an answer without its question', ['correct', '-a', 'b'], 2, /--answer goes with --question/],
    ['--write on a pair', ['correct', '-q', 'a', '-a', 'b', '--write'], 2, /--write needs files/],
    ['--write on standard input', ['correct', '-', '--write'], 2, /--write needs files/],
    ['a number out of bounds', ['correct', '--top-p', '7', '-q', 'a', '-a', 'b'], 2, /from 0\.01 to 1/],
    ['a text without answers', ['correct', 'LICENSE'], 3, /no LLM answer was found.*## Assistant/s],
    [
      'a model folder that does not exist',
      ['correct', '-m', 'no/model', '-q', 'a', '-a', 'b'],
      4,
      /no\/model/,
    ],
    [
      'a provider that this machine has not',
      ['correct', '-p', process.platform === 'darwin' ? 'directml' : 'coreml', '-q', 'a', '-a', 'b'],
      4,
      /because/,
    ],
    ['an empty answer', ['correct', '-q', 'a', '-a', ' '], 1, /Could not .*because/],
    ['no command', [], 2, /Usage: aligner/],
  ];
  for (const [name, args, code, says] of refused) {
    test(`${name}: exit code ${code}, and what to do`, async () => {
      const run = await aligner(args);
      assert.match(run.error, says);
      assert.equal(run.code, code);
      assert.equal(run.out, '');
    });
  }

  test('--help teaches: examples and exit codes', async () => {
    const run = await aligner(['correct', '--help']);
    assert.equal(run.code, 0);
    for (const part of ['Examples:', 'Exit codes:', '130', '--write', 'standard input'])
      assert.ok(run.out.includes(part), part);
    const overall = await aligner(['--help']);
    assert.match(overall.out, /correct[\s\S]*serve[\s\S]*Exit codes:/);
  });
});
