import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeProgress } from '../../../../client/src/features/progressText';
import type { CorrectionEvent } from '../../../../server/src/protocol/correction';

const cases: readonly (readonly [CorrectionEvent, string | undefined])[] = [
  [{ kind: 'queued', position: 1 }, 'waiting for one other correction'],
  [{ kind: 'queued', position: 3 }, 'waiting for 3 others'],
  [{ kind: 'loading', step: 'weights', fraction: 0.5 }, 'loading the model: weights, 50 %'],
  [{ kind: 'prefill', done: 32, total: 128 }, 'reading the answer, 25 %'],
  [{ kind: 'prefill', done: 0, total: 0 }, 'reading the answer, 0 %'],
  [{ kind: 'part', index: 0, count: 4 }, 'part 1 of 4'],
  [{ kind: 'part', index: 0, count: 1 }, undefined],
  [{ kind: 'text', delta: 'x', tokens: 1 }, 'writing, 1 token'],
  [{ kind: 'text', delta: 'x', tokens: 2 }, 'writing, 2 tokens'],
  [{ kind: 'notice', notice: { kind: 'markers', message: 'm' } }, undefined],
];

for (const [event, shown] of cases) {
  test(`the progress of ${JSON.stringify(event)} reads ${shown ?? 'as before'}`, () => {
    assert.equal(describeProgress(event), shown);
  });
}
