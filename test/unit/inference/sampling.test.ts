import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createRandom, createSampler, topCandidates } from '../../../server/src/inference/sampling';

const logits = Float32Array.from([2, 1, 0, -1, -2]);
const options = { temperature: 1, topK: 0, topP: 1, frequencyPenalty: 0, seed: 7 };

function shares(changes: Partial<typeof options>, draws = 20_000): number[] {
  const counts = new Array<number>(logits.length).fill(0);
  const sample = createSampler({ ...options, ...changes });
  for (let i = 0; i < draws; i++) {
    const id = sample(logits);
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts.map((count) => count / draws);
}

function softmax(values: readonly number[]): number[] {
  const weights = values.map(Math.exp);
  const total = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / total);
}

function assertClose(found: readonly number[], expected: readonly number[]): void {
  found.forEach((share, i) => {
    assert.ok(Math.abs(share - (expected[i] ?? 0)) < 0.015, `${String(found)} is not ${String(expected)}`);
  });
}

describe('sampling draws', () => {
  test('by the probabilities of the model', () => {
    assertClose(shares({}), softmax([...logits]));
  });
  test('more of the likely tokens at a low temperature', () => {
    assertClose(shares({ temperature: 0.5 }), softmax([4, 2, 0, -2, -4]));
  });
  test('from the top-k tokens only', () => {
    assertClose(shares({ topK: 2 }), [...softmax([2, 1]), 0, 0, 0]);
  });
  test('from the fewest tokens that reach top-p', () => {
    // 0.64 + 0.23 reach 0.8.
    assertClose(shares({ topP: 0.8 }), [...softmax([2, 1]), 0, 0, 0]);
  });
  test('the same tokens for the same seed, and others for another', () => {
    const draw = (seed: number) => {
      const sample = createSampler({ ...options, seed });
      return Array.from({ length: 30 }, () => sample(logits)).join();
    };
    assert.equal(draw(1), draw(1));
    assert.notEqual(draw(1), draw(2));
  });
  test('a token less likely the more often it was written', () => {
    const sample = createSampler({ ...options, topK: 1, frequencyPenalty: 0.75 });
    // 2 → 1.25 → 0.5 for the first token; 1 → 0.25 for the second.
    assert.deepEqual([sample(logits), sample(logits), sample(logits), sample(logits)], [0, 0, 1, 0]);
  });
});

test('top candidates are the largest logits in order', () => {
  fc.assert(
    fc.property(
      fc.float32Array({ minLength: 1, maxLength: 60, noNaN: true }),
      fc.integer({ min: 1, max: 20 }),
      (row, k) => {
        const all = topCandidates(row, 0);
        assert.deepEqual(topCandidates(row, k), all.slice(0, k));
        assert.deepEqual(
          all.map(({ logit }) => logit),
          Array.from(row).toSorted((a, b) => b - a),
        );
      },
    ),
  );
});

test('random numbers are uniform in [0, 1)', () => {
  const random = createRandom(1);
  const values = Array.from({ length: 10_000 }, random);
  assert.ok(values.every((value) => value >= 0 && value < 1));
  assert.ok(Math.abs(values.reduce((a, b) => a + b) / values.length - 0.5) < 0.01);
});
