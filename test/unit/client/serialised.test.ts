import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSerialised } from '../../../client/src/serialised';

/** A job whose runs end when the test says so. */
function createManualJob(): {
  readonly run: () => Promise<void>;
  readonly runs: () => number;
  readonly finish: (error?: Error) => void;
} {
  let count = 0;
  let settle: ((error?: Error) => void) | undefined;
  return {
    run: () => {
      count += 1;
      return new Promise((resolve, reject) => {
        settle = (error) => {
          if (error === undefined) resolve();
          else reject(error);
        };
      });
    },
    runs: () => count,
    finish: (error) => {
      settle?.(error);
    },
  };
}

test('many restarts at once are one restart and one after it', async () => {
  const job = createManualJob();
  const restart = createSerialised(job.run);
  const first = restart();
  const others = [restart(), restart(), restart()];
  assert.equal(job.runs(), 1);
  job.finish();
  await first;
  await new Promise(setImmediate);
  assert.equal(job.runs(), 2);
  job.finish();
  await Promise.all(others);
  assert.equal(job.runs(), 2);
});

test('a failed restart is told to who asked for it, and the next one runs all the same', async () => {
  const job = createManualJob();
  const restart = createSerialised(job.run);
  const first = restart();
  const second = restart();
  job.finish(new Error('no such file'));
  await assert.rejects(first, /no such file/);
  await new Promise(setImmediate);
  job.finish();
  await second;
  assert.equal(job.runs(), 2);
});
