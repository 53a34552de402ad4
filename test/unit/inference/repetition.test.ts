import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createRepetitionGuard } from '../../../server/src/inference/repetition';

/** Tokens until the guard stops; undefined if it lets all pass. */
function stopsAfter(answer: readonly number[], output: readonly number[]): number | undefined {
  const isRepeating = createRepetitionGuard(answer);
  const at = output.findIndex((id) => isRepeating(id));
  return at < 0 ? undefined : at + 1;
}

const cycle = (period: number, length: number) => Array.from({ length }, (_, i) => i % period);

describe('a loop is stopped', () => {
  for (const period of [1, 3, 20, 60]) {
    test(`of ${period} tokens`, () => {
      const stop = stopsAfter([], cycle(period, 600));
      assert.ok(stop !== undefined && stop <= Math.max(64, 2 * period) + period, String(stop));
    });
  }
});

test('what the answer repeats itself may be copied', () => {
  const answer = cycle(2, 200);
  assert.equal(stopsAfter(answer, answer), undefined);
});

test('text that does not repeat is never stopped', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(
        Array.from({ length: 300 }, (_, i) => i),
        { minLength: 250 },
      ),
      (output) => {
        assert.equal(stopsAfter([], output), undefined);
      },
    ),
  );
});
