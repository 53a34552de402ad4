import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { argMax } from '../../../server/src/inference/causalModel';
import type { CausalModel } from '../../../server/src/inference/causalModel';
import { decode, reusableLength } from '../../../server/src/inference/decoding';
import type { CachedPrompt, DecodingOptions } from '../../../server/src/inference/decoding';
import { openTiny, someIds, tinyNames } from './tinyModels';

const steps = 24;

async function greedy(
  model: CausalModel,
  promptIds: readonly number[],
  changes: Partial<DecodingOptions> = {},
) {
  const cached: CachedPrompt = { ids: [] };
  return decode({
    model,
    cached,
    promptIds,
    maxNewTokens: steps,
    endIds: new Set(),
    beforePass: () => Promise.resolve(),
    onPrefill: () => undefined,
    onToken: () => undefined,
    ...changes,
  });
}

/** Greedy tokens without any cache: the whole text in one pass for every token. */
async function recompute(model: CausalModel, promptIds: readonly number[]): Promise<number[]> {
  const ids = [...promptIds];
  for (let i = 0; i < steps; i++) {
    model.truncate(0);
    const [row] = await model.logits(ids, 1);
    ids.push(argMax(row ?? new Float32Array()));
  }
  return ids.slice(promptIds.length);
}

for (const name of tinyNames) {
  describe(`greedy text of the graph ${name}`, () => {
    const prompt = someIds(300);

    test('is that of a full recompute, also over several passes of prompt', async () => {
      const model = await openTiny(name);
      const expected = await recompute(model, prompt);
      model.truncate(0);
      assert.deepEqual((await greedy(model, prompt)).ids, expected);
      await model.release();
    });

    test('does not depend on what was in the cache before', async () => {
      const model = await openTiny(name);
      const cached: CachedPrompt = { ids: [] };
      const fresh = async (ids: readonly number[]) => {
        model.truncate(0);
        return (await greedy(model, ids)).ids;
      };
      const variants = [
        prompt,
        [...prompt.slice(0, 260), 5, 6, 7],
        prompt.slice(0, 129),
        prompt,
        someIds(40, 11),
      ];
      const expected = [];
      for (const ids of variants) expected.push(await fresh(ids));
      model.truncate(0);
      const reused = [];
      for (const [i, ids] of variants.entries()) {
        const decoded = await greedy(model, ids, { cached });
        assert.deepEqual(decoded.ids, expected[i], `variant ${i}`);
        reused.push(decoded.reusedTokens);
      }
      assert.deepEqual(reused, [0, 256, 128, 128, 0]);
      await model.release();
    });

    test('is the same after rolling back over wrong tokens', async () => {
      const model = await openTiny(name);
      await model.feed(prompt.slice(0, 100));
      const expected = await model.next([7]);
      assert.equal(model.truncate(100), 100);
      await model.feed([300, 301, 302, 303]);
      assert.equal(model.truncate(100), 100);
      assert.equal(await model.next([7]), expected);
      assert.equal(model.length, 101);
      await model.release();
    });
  });
}

test('all graphs of the same weights write the same', async () => {
  const texts = [];
  for (const name of ['new-rows', 'device', 'present', 'half'] as const) {
    const model = await openTiny(name);
    texts.push((await greedy(model, someIds(200))).ids);
    await model.release();
  }
  for (const text of texts) assert.deepEqual(text, texts[0]);
});

describe('decoding ends', () => {
  test('at the end token, which is no part of the text', async () => {
    const model = await openTiny('new-rows');
    const { ids } = await greedy(model, someIds(20));
    const end = ids[5] ?? -1;
    const ended = await greedy(model, someIds(20), { endIds: new Set([end]) });
    assert.deepEqual([ended.ids, ended.stop], [ids.slice(0, ids.indexOf(end)), 'end']);
    await model.release();
  });
  test('at the limit, and says so', async () => {
    const model = await openTiny('new-rows');
    const { ids, stop } = await greedy(model, someIds(20), { maxNewTokens: 3 });
    assert.deepEqual([ids.length, stop], [3, 'limit']);
    await model.release();
  });
  test('at a loop, and says so', async () => {
    const model = await openTiny('new-rows');
    let count = 0;
    const { ids, stop } = await greedy(model, someIds(20), {
      onToken: () => (++count === 4 ? 'repeating' : undefined),
    });
    assert.deepEqual([ids.length, stop], [4, 'repeating']);
    await model.release();
  });
});

/** Counts passes, and lets `during` happen amid each. */
function observed(
  model: CausalModel,
  during: (pass: number) => void,
): CausalModel & { readonly passes: () => number } {
  let passes = 0;
  const count = () => {
    passes++;
    during(passes);
  };
  return {
    get length() {
      return model.length;
    },
    kvCache: model.kvCache,
    longestPass: model.longestPass,
    feed: (ids) => {
      count();
      return model.feed(ids);
    },
    next: (ids) => {
      count();
      return model.next(ids);
    },
    logits: (ids, rows) => {
      count();
      return model.logits(ids, rows);
    },
    truncate: (length) => model.truncate(length),
    release: () => model.release(),
    passes: () => passes,
  };
}

describe('a cancellation that arrives amid a pass', () => {
  for (const [when, pass] of [
    ['of the prompt', 2],
    ['of the correction', 6],
  ] as const) {
    test(`${when} is the last pass`, async () => {
      let isCancelled = false;
      const model = observed(await openTiny('new-rows'), (count) => {
        if (count === pass) isCancelled = true;
      });
      const beforePass = () => (isCancelled ? Promise.reject(new Error('cancelled')) : Promise.resolve());
      await assert.rejects(greedy(model, someIds(300), { beforePass }), /cancelled/);
      assert.equal(model.passes(), pass);
      await model.release();
    });
  }
});

test('only whole chunks are reused, and never the last token', () => {
  const ids = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(ids, ids, fc.integer({ min: 1, max: 8 }), (cached, prompt, chunk) => {
      const length = reusableLength(cached, prompt, chunk);
      assert.equal(length % chunk, 0);
      assert.ok(length < prompt.length);
      assert.deepEqual(cached.slice(0, length), prompt.slice(0, length));
    }),
  );
});
