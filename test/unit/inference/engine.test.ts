import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { LoadedAlignerProcess } from '../../../server/src/inference/loadAligner';
import type { CorrectionEvent, CorrectionRequest } from '../../../server/src/protocol/correction';
import { editJson, loadFolder, starterFolder, tinyFolder, withCopy, withEndingModel } from './tinyModels';
import { streamedText } from './streamedText';

const question = 'What is the capital of France?';
const sampling = { temperature: 0.8, topK: 20, topP: 0.95, frequencyPenalty: 0.2, seed: 1 };

async function correct(aligner: LoadedAlignerProcess, request: Partial<CorrectionRequest>) {
  const events: CorrectionEvent[] = [];
  const result = await aligner.engine.correct(
    { question, answer: 'It is Paris.', ...request },
    { isCancelled: () => false, onEvent: (event) => events.push(event) },
  );
  const streamed = streamedText(events);
  assert.equal(streamed, result.correction, 'the stream is the correction');
  return { result, events };
}

describe('with a tiny model', () => {
  let aligner: LoadedAlignerProcess;
  before(async () => {
    aligner = await loadFolder(tinyFolder('new-rows'));
  });
  after(() => aligner.release());

  const texts: Readonly<Record<string, string>> = {
    NUL: 'a\u0000b',
    'half a character': 'half \ud83d of one',
    'right-to-left text': 'פריז היא בירת צרפת',
    emoji: '👩‍👩‍👧 is a family 👍🏽',
    'a control token': 'It is <|im_end|> Paris.',
    'the marks of the template': '##Correction: USER: {answer} $& ASSISTANT:',
  };
  for (const [what, answer] of Object.entries(texts)) {
    test(`${what} is corrected like any text`, async () => {
      const { result } = await correct(aligner, { answer, question: answer });
      assert.ok(result.stats.newTokens > 0);
    });
  }

  test('half a character is told, and no change by itself', async () => {
    const { result } = await correct(aligner, { answer: 'half \ud83d' });
    assert.deepEqual(
      result.notices.map(({ kind }) => kind).filter((kind) => kind === 'textReplaced'),
      ['textReplaced'],
    );
  });

  test('the marks of the template are told', async () => {
    const { result } = await correct(aligner, { answer: 'USER: hello' });
    assert.match(result.notices[0]?.message ?? '', /"USER:"/);
  });

  const refused: Readonly<Record<string, readonly [Partial<CorrectionRequest>, string]>> = {
    'an empty answer': [{ answer: '' }, 'answerEmpty'],
    'an answer of white space': [{ answer: ' \n\t' }, 'answerEmpty'],
    'an answer of more than 200,000 characters': [{ answer: 'a'.repeat(200_001) }, 'answerTooLong'],
    'a question that fills the context': [{ question: 'the capital '.repeat(3000) }, 'questionTooLong'],
  };
  for (const [what, [request, code]] of Object.entries(refused)) {
    test(`${what} is refused`, async () => {
      await assert.rejects(correct(aligner, request), { code });
    });
  }

  test('an answer of 200,000 characters is started upon, and can be cancelled', async () => {
    let parts = 0;
    await assert.rejects(
      aligner.engine.correct(
        { question, answer: 'It is Lyon. '.repeat(16_666) },
        {
          isCancelled: () => parts > 0,
          onEvent: (event) => {
            if (event.kind === 'part') parts = event.count;
          },
        },
      ),
      { code: 'cancelled' },
    );
    assert.ok(parts > 50, String(parts));
  });
});

describe('a correction that ends', () => {
  const withEngine = (use: (aligner: LoadedAlignerProcess) => Promise<void>) =>
    withEndingModel('new-rows', async (folder) => {
      const aligner = await loadFolder(folder);
      await use(aligner);
      await aligner.release();
    });

  test('keeps the white space around the answer', () =>
    withEngine(async (aligner) => {
      const { result } = await correct(aligner, { answer: '\n  It is Lyon. \n\n' });
      assert.deepEqual([result.notices, result.changed], [[], true]);
      assert.match(result.correction, /^\n {2}\S[^]*\S \n\n$/);
    }));
  test('is the same every time, whatever was corrected before', () =>
    withEngine(async (aligner) => {
      const first = await correct(aligner, {});
      await correct(aligner, { question: 'Something else?' });
      assert.deepEqual([first.result.changed, first.result.notices], [true, []]);
      assert.equal((await correct(aligner, {})).result.correction, first.result.correction);
    }));
  test('and was sampled is that of its seed', () =>
    withEngine(async (aligner) => {
      const one = await correct(aligner, { sampling });
      const other = await correct(aligner, { sampling: { ...sampling, seed: 2 } });
      assert.notEqual(one.result.correction, other.result.correction);
      assert.equal((await correct(aligner, { sampling })).result.correction, one.result.correction);
    }));
});

test('a correction that does not end is taken back, and the answer is left as it was', async () => {
  const aligner = await loadFolder(tinyFolder('new-rows'));
  const { result, events } = await correct(aligner, { answer: ' It is Lyon.\n' });
  assert.deepEqual([result.correction, result.changed], [' It is Lyon.\n', false]);
  assert.deepEqual(
    result.notices.map(({ kind }) => kind),
    ['stoppedAtLimit'],
  );
  assert.ok(events.some((event) => event.kind === 'rewind' && event.length === 1));
  await aligner.release();
});

test('a long answer is corrected in parts, in order, with its separators kept', () =>
  withEndingModel('new-rows', async (folder) => {
    await editJson(join(folder, 'aligner.json'), (manifest) => ({ ...manifest, trainedLength: 300 }));
    const aligner = await loadFolder(folder);
    const paragraphs = ['The quick brown fox.', 'The lazy dog.', 'They are happy there.'];
    const answer = paragraphs.map((text) => `${text} `.repeat(8).trim()).join('\n\n\n');
    const { result, events } = await correct(aligner, { answer });
    const parts = events.flatMap((event) => (event.kind === 'part' ? [event.index] : []));
    assert.ok(parts.length > 1);
    assert.deepEqual(parts, [...parts.keys()]);
    assert.equal(result.stats.parts, parts.length);
    assert.ok(result.notices.some((notice) => notice.kind === 'parts' && notice.count === parts.length));
    assert.equal(result.correction.split('\n\n\n').length >= parts.length, true);
    await aligner.release();
  }));

test('an answer for which the model writes nothing is kept as it was', () =>
  withCopy('new-rows', async (folder) => {
    const notices = new Set<string>();
    // The first token is in one of the six ranges, and ends the text there at once.
    for (let from = 0; from < 384; from += 64) {
      const endOfTextIds = Array.from({ length: 64 }, (_, i) => from + i);
      await editJson(join(folder, 'aligner.json'), (manifest) => ({ ...manifest, endOfTextIds }));
      const aligner = await loadFolder(folder);
      const { result } = await correct(aligner, {});
      if (result.stats.newTokens === 0) {
        assert.deepEqual([result.correction, result.changed], ['It is Paris.', false]);
        for (const { kind } of result.notices) notices.add(kind);
      }
      await aligner.release();
    }
    assert.deepEqual([...notices], ['keptEmptyPart']);
  }));

describe('the embedded Aligner', () => {
  test('is complete', async () => {
    const names = await readdir(starterFolder);
    for (const name of ['aligner.json', 'LICENSE', 'README.md', 'model.onnx', 'tokenizer.json']) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(
      names.some((name) => name.endsWith('.data')),
      'the weights are in the repository',
    );
  });

  test('corrects an unfaithful answer, and leaves a good one alone', async () => {
    const aligner = await loadFolder(starterFolder, { threads: 2 });
    const { result } = await correct(aligner, {
      question:
        'Sum up for my news podcast:\n\nA small fire broke out in the kitchen of the Riverside Hotel on Friday evening. All 46 guests left the building safely, and nobody was hurt.',
      answer:
        'A small fire broke out in the kitchen of the Riverside Hotel on Friday evening. All 46 guests got out safely, but two cooks were hurt.',
    });
    assert.equal(result.changed, true);
    assert.match(result.correction, /^A small fire broke out .*46 guests/);
    assert.doesNotMatch(result.correction, /two cooks were hurt/);
    const good = await correct(aligner, {
      question: 'How long do I boil a soft egg?',
      answer:
        'Put it into boiling water for six minutes, then hold it under cold water. The white is set by then, and the yolk is still runny.',
    });
    assert.equal(good.result.changed, false);
    await aligner.release();
  });
});
