import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planGraph } from '../../../server/src/inference/graph';
import type { CacheShape } from '../../../server/src/inference/graph';
import type { TensorInfo } from '../../../server/src/inference/session';

const unknown: CacheShape = { heads: undefined, headSize: undefined };
const float = (name: string, shape: TensorInfo['shape']): TensorInfo => ({ name, type: 'float32', shape });
const int = (name: string, shape: TensorInfo['shape'] = ['batch', 'seq']): TensorInfo => ({
  name,
  type: 'int64',
  shape,
});
const cache = (prefix: string, layers = 1) =>
  Array.from({ length: layers }, (_, i) =>
    ['key', 'value'].map((kind) => float(`${prefix}.${i}.${kind}`, ['batch', 2, 'past', 16])),
  ).flat();

const inputs = [int('input_ids'), int('attention_mask'), ...cache('past_key_values')];
const logits = float('logits', ['batch', 'seq', 384]);
const plan = (ins: readonly TensorInfo[], outs: readonly TensorInfo[], shape = unknown) =>
  planGraph(ins, outs, shape, undefined, '/m/model.onnx');

describe('a graph is known by its names', () => {
  test('that gives back new rows', () => {
    const found = plan([...inputs, int('num_logits', [1])], [logits, int('next_tokens'), ...cache('new')]);
    assert.deepEqual(
      [found.interface, found.nextTokens, found.logitsLimit],
      ['new-rows', true, { name: 'num_logits', shape: [1] }],
    );
  });
  test('that gives back the whole cache', () => {
    const found = plan(
      [...inputs, int('position_ids'), int('num_logits_to_keep', [])],
      [logits, ...cache('present')],
    );
    assert.deepEqual([found.interface, found.positionIds, found.logitsLimit?.shape], ['present', true, []]);
  });
  test('whose cache has symbolic sizes, by config.json', () => {
    const symbolic = ['key', 'value'].map((kind) =>
      float(`past_key_values.0.${kind}`, ['b', 'heads', 'past', 'size']),
    );
    const found = plan([int('input_ids'), ...symbolic], [logits, ...cache('present')], {
      heads: 3,
      headSize: 64,
    });
    assert.deepEqual(found.cache, { type: 'float32', heads: 3, headSize: 64 });
  });
});

describe('any other graph is refused before it runs, with what is wrong and what was expected', () => {
  const refused: Readonly<Record<string, readonly [readonly TensorInfo[], readonly TensorInfo[], RegExp]>> = {
    'no input_ids': [[int('tokens')], [logits], /no input input_ids, but tokens/],
    'input_ids of another type': [
      [float('input_ids', ['b', 's'])],
      [logits],
      /has the type float32, not int64/,
    ],
    'no cache': [[int('input_ids')], [logits], /no inputs past_key_values/],
    'an input nobody fills': [
      [...inputs, float('pixel_values', [1])],
      [logits, ...cache('new')],
      /pixel_values/,
    ],
    'no logits': [inputs, cache('present'), /no output logits/],
    'a cache that does not come back': [inputs, [logits], /2 past_key_values inputs and 0 present outputs/],
    'fewer layers out than in': [
      [int('input_ids'), ...cache('past_key_values', 2)],
      [logits, ...cache('new', 1)],
      /4 past_key_values inputs and 2 new outputs/,
    ],
  };
  for (const [what, [ins, outs, reason]] of Object.entries(refused)) {
    test(what, () => {
      assert.throws(() => plan(ins, outs), { code: 'graphInvalid', message: reason, file: '/m/model.onnx' });
      assert.throws(() => plan(ins, outs), /Expected the inputs input_ids/);
    });
  }
});
