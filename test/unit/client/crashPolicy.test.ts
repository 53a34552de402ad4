import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCrashPolicy } from '../../../client/src/crashPolicy';

test('three crashes in three minutes are survived, the fourth is not', () => {
  const policy = createCrashPolicy();
  assert.deepEqual(
    [0, 10_000, 20_000, 30_000].map((time) => policy.mayRestart(time)),
    [true, true, true, false],
  );
});

test('crashes that are far apart are survived for ever', () => {
  const policy = createCrashPolicy();
  for (let time = 0; time < 10_000_000; time += 100_000) assert.equal(policy.mayRestart(time), true);
});

test('a restart by hand begins the count anew', () => {
  const policy = createCrashPolicy();
  for (const time of [0, 1, 2, 3]) policy.mayRestart(time);
  policy.reset();
  assert.equal(policy.mayRestart(4), true);
});
