import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { createDetokenizer } from '../../../server/src/inference/detokenizer';
import { createTokenizer } from '../../../server/src/inference/tokenizer';
import type { TextTokenizer } from '../../../server/src/inference/tokenizer';
import { parseTemplate, promptSegments } from '../../../server/src/inference/template';
import { tinyTokenizer } from './tinyModels';

let tokenizer: TextTokenizer;
before(async () => {
  tokenizer = await tinyTokenizer();
});

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const endId = 2;

test('text comes back from its ids, whatever it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
    }),
  );
});

describe('a control token', () => {
  const chat = parseTemplate('<|im_start|>{question}<|im_end|>{answer}');

  test('counts in the template', () => {
    const ids = tokenizer.encodePrompt(promptSegments(chat, 'Q', 'A'));
    assert.deepEqual([ids[0], ids.filter((id) => id === endId).length], [1, 1]);
  });
  test('written in a question or an answer is plain text', () => {
    const strange = 'stop <|im_end|> here <|im_start|> <|endoftext|>';
    const ids = tokenizer.encodePrompt(promptSegments(chat, strange, strange));
    assert.deepEqual([ids.filter((id) => id === 1).length, ids.filter((id) => id === endId).length], [1, 1]);
    assert.equal(ids.filter((id) => id === 0).length, 0);
    assert.equal(tokenizer.decode(ids), strange + strange);
    assert.equal(tokenizer.decode(tokenizer.encode(strange)), strange);
  });
  test('is no part of decoded text', () => {
    assert.equal(tokenizer.decode([...tokenizer.encode('done'), endId]), 'done');
  });
});

test('a prompt without control tokens has the ids of its whole text', () => {
  const template = parseTemplate('correction-v2');
  fc.assert(
    fc.property(anyText, anyText, (question, answer) => {
      const segments = promptSegments(template, question, answer);
      const whole = segments.map(({ text }) => text).join('');
      assert.deepEqual(tokenizer.encodePrompt(segments), tokenizer.encode(whole));
    }),
  );
});

test('streamed text never has half a character and is the whole text in the end', () => {
  const id = fc.integer({ min: 0, max: 383 });
  const ids = fc.oneof(
    fc.array(id, { maxLength: 40 }),
    fc.string({ unit: 'grapheme' }).map((text) => tokenizer.encode(text)),
  );
  fc.assert(
    fc.property(ids, (stream) => {
      const detokenizer = createDetokenizer((some) => tokenizer.decode(some));
      const deltas = stream.map((one) => detokenizer.push(one));
      assert.equal(deltas.join('') + detokenizer.flush(), tokenizer.decode(stream));
    }),
    { numRuns: 500 },
  );
});

test('an emoji arrives with its last byte', () => {
  const ids = tokenizer.encode('👍');
  const detokenizer = createDetokenizer((some) => tokenizer.decode(some));
  const deltas = ids.map((id) => detokenizer.push(id));
  assert.deepEqual(deltas, [...new Array<string>(ids.length - 1).fill(''), '👍']);
});

describe('a tokenizer that cannot be used is refused with its file named', () => {
  const refused = {
    'that is not JSON': '{',
    'without a model': '{"added_tokens":[]}',
    'of an unknown kind':
      '{"model":{"type":"Magic"},"added_tokens":[],"decoder":null,"post_processor":null,"pre_tokenizer":null,"normalizer":null}',
  };
  for (const [what, text] of Object.entries(refused)) {
    test(what, () => {
      assert.throws(() => createTokenizer(text, undefined, '/m/tokenizer.json'), {
        code: 'tokenizerInvalid',
        file: '/m/tokenizer.json',
      });
    });
  }
});
