import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import picocolors from 'picocolors';
import type { CorrectionResult } from '../../../server/src/protocol/correction';
import { renderCorrection, renderWordDiff, visible } from '../../../server/src/terminal/render';

const plain = picocolors.createColors(false);
const colored = picocolors.createColors(true);

const result: CorrectionResult = {
  correction: 'It was Charles Darwin.',
  changed: true,
  notices: [{ kind: 'parts', count: 2, message: 'The answer was corrected in 2 parts.' }],
  stats: {
    promptTokens: 30,
    newTokens: 6,
    copiedTokens: 4,
    loadMs: 800,
    firstTokenMs: 120,
    totalMs: 200,
    tokensPerSecond: 75.25,
    parts: 2,
  },
  model: {
    name: 'Starter',
    version: '1',
    folder: '/models/starter',
    template: 'correction-v2',
    precision: 'int4',
    contextLength: 8192,
  },
  provider: { id: 'cpu', reason: 'because.', kvCache: 'host' },
};

describe('renderWordDiff', () => {
  test('without colours it is the notation of wdiff', () => {
    const text = renderWordDiff('It was Albert Einstein.', 'It was Charles Darwin.', plain);
    assert.equal(text.replaceAll(/\[-.*?-\]/g, ''), 'It was {+Charles Darwin+}.');
    assert.equal(text.replaceAll(/\{\+.*?\+\}/g, ''), 'It was [-Albert Einstein-].');
  });

  test('with colours nothing but escape codes is added', () => {
    const text = renderWordDiff('good', 'better', colored);
    // eslint's no-control-regex would refuse the escape character in a literal.
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
    assert.equal(text.replaceAll(escapes, ''), 'goodbetter');
    assert.notEqual(text, 'goodbetter');
  });
});

describe('control characters of a text', () => {
  const escape = String.fromCharCode(27);
  const nasty = `${escape}[2J${escape}]0;title\u0007 \u009b31m a\r\nb\tc\u007f`;

  test('are shown as pictures; line breaks and tabs stay', () => {
    assert.equal(visible(nasty), '␛[2J␛]0;title␇ \ufffd31m a\nb\tc␡');
  });

  test('reach the terminal neither from the question, nor the answer, nor the diff', () => {
    const unchanged = { ...result, changed: false };
    const corrected = { ...result, correction: `${nasty} more` };
    for (const text of [
      renderCorrection('chat.md', nasty, nasty, unchanged, plain),
      renderCorrection('chat.md', nasty, nasty, corrected, plain),
    ]) {
      assert.doesNotMatch(text.replaceAll('\n', '').replaceAll('\t', ''), /\p{Cc}/u);
    }
  });
});

describe('renderCorrection', () => {
  test('shows question, diff, notices and speed', () => {
    const text = renderCorrection(
      'chat.md, Assistant',
      'Who was it?',
      'It was Albert Einstein.',
      result,
      plain,
    );
    for (const part of [
      '── chat.md, Assistant',
      '  Who was it?',
      '{+',
      'in 2 parts',
      '75.3 tokens a second',
      '4 of 6 copied',
      'on cpu',
    ]) {
      assert.ok(text.includes(part), part);
    }
  });

  test('says when no change is needed', () => {
    const answer = 'It was Charles Darwin.';
    const text = renderCorrection(
      'chat.md, Assistant',
      'Who was it?',
      answer,
      { ...result, changed: false },
      plain,
    );
    assert.match(text, /No change needed\./);
  });
});
