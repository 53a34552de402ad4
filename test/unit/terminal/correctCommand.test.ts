import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { InferenceHost } from '../../../server/src/inference/inferenceHostApi';
import type { CorrectionResult } from '../../../server/src/protocol/correction';
import { createNodeRuntime } from '../../../server/src/runtime';
import { createConsole } from '../../../server/src/terminal/console';
import { runCorrect } from '../../../server/src/terminal/correctCommand';
import { readSource } from '../../../server/src/terminal/sources';

const runtime = createNodeRuntime();

function resultOf(answer: string, correction: string): CorrectionResult {
  return {
    correction,
    changed: correction !== answer,
    notices: [],
    stats: {
      promptTokens: 1,
      newTokens: 1,
      copiedTokens: 1,
      loadMs: 0,
      firstTokenMs: 1,
      totalMs: 1,
      tokensPerSecond: 1,
      parts: 1,
    },
    model: { name: 'm', version: '1', folder: '/m', template: 't', precision: 'p', contextLength: 8 },
    provider: { id: 'cpu', reason: 'because.', kvCache: 'host' },
  };
}

/** What a model would have to write for these cases is not at its will, so the corrections are given. */
function hostOf(corrections: Readonly<Record<string, string>>): InferenceHost {
  return {
    correct: ({ answer }) => Promise.resolve(resultOf(answer, corrections[answer] ?? answer)),
    status: () => ({ state: { kind: 'ready' } }),
    onStatus: () => () => undefined,
    unload: () => Promise.resolve(),
    setIdleMinutes: () => undefined,
    dispose: () => Promise.resolve(),
  };
}

describe('runCorrect with --write', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aligner-write-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function write(
    path: string,
    corrections: Readonly<Record<string, string>>,
  ): Promise<{ readonly code: number; readonly notes: string }> {
    const notes: string[] = [];
    const quiet = { write: () => undefined };
    const console = createConsole(quiet, { write: (text) => notes.push(text) }, false);
    const services = { runtime, console, host: hostOf(corrections), signal: new AbortController().signal };
    const model = { folder: '/m', provider: 'cpu', threads: 0, verifyHashes: true } as const;
    const sources = [await readSource(runtime, path)];
    const code = await runCorrect(services, { json: true, write: true, model }, { sources, pairs: [] });
    return { code, notes: notes.join('') };
  }

  const chat = '## User\n\nWhy?\n\n## Assistant\n\nFirst.\n\n## User\n\nAnd?\n\n## Assistant\n\nSecond.\n';

  test('a correction that its place cannot hold is named with its line; the others are written', async () => {
    const path = join(folder, 'chat.md');
    await writeFile(path, chat);
    const { code, notes } = await write(path, {
      'First.': 'One.\n\n## User\n\nSurprise',
      'Second.': 'Two.',
    });
    assert.equal(await readFile(path, 'utf8'), chat.replace('Second.', 'Two.'));
    assert.match(notes, /chat\.md:7, Assistant: Could not write the correction to Assistant: because/);
    assert.match(notes, /wrote 1 correction\.\n$/);
    assert.equal(code, 1);
  });

  test('where no answer changes, the file is not touched, and that is said', async () => {
    const path = join(folder, 'same.md');
    await writeFile(path, chat);
    const before = await stat(path);
    const { code, notes } = await write(path, {});
    assert.equal((await stat(path)).ino, before.ino);
    assert.match(notes, /same\.md: there was nothing to write\.\n$/);
    assert.equal(code, 0);
  });

  const messages = (content: string): readonly unknown[] => [
    { role: 'user', content: 'And?' },
    { role: 'assistant', content },
  ];
  const rows: Readonly<Record<string, (correction: string | null, content: string) => unknown>> = {
    'behind its messages': (correction, content) => ({
      question: 'Why?',
      answer: 'First.',
      messages: messages(content),
      correction,
    }),
    'before its messages and its answer': (correction, content) => ({
      correction,
      messages: messages(content),
      question: 'Why?',
      answer: 'First.',
    }),
  };
  for (const [where, row] of Object.entries(rows)) {
    test(`a row whose correction stands ${where}: each text goes to its own place`, async () => {
      const path = join(folder, 'nested.json');
      await writeFile(path, JSON.stringify([row(null, 'Second.')]));
      const [one, two] = ['One, and more of it.', 'Two, and more of it.'];
      const { code } = await write(path, { 'First.': one, 'Second.': two });
      assert.equal(await readFile(path, 'utf8'), JSON.stringify([row(one, two)]));
      assert.equal(code, 0);
    });
  }

  test('a code fence that one correction opens and another closes must not hide the turns between', async () => {
    const path = join(folder, 'fences.md');
    await writeFile(path, chat);
    const { code, notes } = await write(path, { 'First.': '```\none', 'Second.': '```\ntwo' });
    assert.equal(await readFile(path, 'utf8'), chat.replace('Second.', '```\ntwo'));
    assert.match(notes, /fences\.md:7, Assistant: Could not write/);
    assert.equal(code, 1);
  });

  test('two corrections are counted as two', async () => {
    const path = join(folder, 'two.md');
    await writeFile(path, chat);
    const { notes } = await write(path, { 'First.': 'One.', 'Second.': 'Two.' });
    assert.equal(await readFile(path, 'utf8'), chat.replace('First.', 'One.').replace('Second.', 'Two.'));
    assert.match(notes, /wrote 2 corrections\.\n$/);
  });
});
