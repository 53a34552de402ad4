import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build } from 'esbuild';
import { createInferenceHost } from '../../../server/src/inference/inferenceHost';
import type { InferenceHost, InferenceHostOptions } from '../../../server/src/inference/inferenceHost';
import type { CorrectionEvent } from '../../../server/src/protocol/correction';
import { createNodeRuntime } from '../../../server/src/runtime';
import { softwareVulkan } from './softwareVulkan';
import { loadParams, tinyFolder, withCopy, withEndingModel } from './tinyModels';
import { streamedText } from './streamedText';
import type { TinyName } from './tinyModels';

const root = resolve(import.meta.dirname, '../../..');
/** Below the repository, so that onnxruntime-node is found from there. */
const entryFile = join(root, `node_modules/.cache/aligner-tests/inferenceProcess-${process.pid}.cjs`);

before(() =>
  build({
    entryPoints: [join(root, 'server/src/inference/inferenceProcess.ts')],
    outfile: entryFile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['onnxruntime-node'],
    logLevel: 'warning',
  }),
);
after(() => rm(entryFile, { force: true }));

async function withHost(
  use: (host: InferenceHost, crashes: readonly string[]) => Promise<void>,
  options: Partial<InferenceHostOptions> = {},
): Promise<void> {
  const crashes: string[] = [];
  const host = createInferenceHost({
    runtime: createNodeRuntime(),
    entryFile,
    log: () => undefined,
    onCrash: (error) => crashes.push(error.message),
    ...options,
  });
  try {
    await use(host, crashes);
  } finally {
    await host.dispose();
  }
}

const request = (name: TinyName = 'new-rows', answer = 'It is Lyon.') => ({
  question: 'What is the capital of France?',
  answer,
  model: loadParams(tinyFolder(name)),
});

/** With requests whose corrections end, and so change the answer. */
const withHostAndModel = (use: (host: InferenceHost, ending: typeof request) => Promise<void>) =>
  withEndingModel('new-rows', (folder) =>
    withHost((host) => use(host, () => ({ ...request(), model: loadParams(folder) }))),
  );

/** Resolves with the first event of a kind; the correction goes on. */
function firstEvent(host: InferenceHost, kind: CorrectionEvent['kind'], signal?: AbortSignal) {
  let result: Promise<unknown> = Promise.resolve();
  const seen = new Promise<void>((done) => {
    result = host.correct(request(), {
      ...(signal === undefined ? {} : { signal }),
      onEvent: (event) => {
        if (event.kind === kind) done();
      },
    });
  });
  // Awaited by the test after what it does amid the correction.
  result.catch(() => undefined);
  return { seen, result };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function processId(host: InferenceHost): number {
  const { processId: id } = host.status();
  assert.ok(id !== undefined, 'a process runs');
  return id;
}

test('a correction loads the model once, streams, and says where it ran', () =>
  withHostAndModel(async (host, request) => {
    assert.deepEqual(host.status(), { state: { kind: 'unloaded', reason: 'neverUsed' } });
    const events: CorrectionEvent[] = [];
    const first = await host.correct(request(), { onEvent: (event) => events.push(event) });
    const streamed = streamedText(events);
    assert.equal(streamed, first.correction);
    assert.equal(first.changed, true);
    assert.deepEqual(
      [first.model.name, first.provider.id, first.provider.kvCache, host.status().state.kind],
      ['tiny-new-rows', 'cpu', 'host', 'ready'],
    );
    const pid = processId(host);
    const second = await host.correct(request());
    assert.deepEqual([second.correction, second.stats.loadMs, processId(host)], [first.correction, 0, pid]);
    assert.ok(first.stats.loadMs > 0);
  }));

test('another model folder is loaded in the same process', () =>
  withHost((host) =>
    withEndingModel('new-rows', (one) =>
      withEndingModel('present', async (other) => {
        const first = await host.correct({ ...request(), model: loadParams(one) });
        const pid = processId(host);
        const second = await host.correct({ ...request(), model: loadParams(other) });
        assert.deepEqual([second.model.name, processId(host)], ['tiny-present', pid]);
        assert.deepEqual([second.correction, second.changed], [first.correction, true]);
      }),
    ),
  ));

test('corrections asked for at once are done one after another, and told their place', () =>
  withHost(async (host) => {
    const positions: number[][] = [[], [], []];
    const order: number[] = [];
    await Promise.all(
      positions.map(async (list, i) => {
        await host.correct(request(), {
          onEvent: (event) => {
            if (event.kind === 'queued') list.push(event.position);
          },
        });
        order.push(i);
      }),
    );
    assert.deepEqual(positions, [[], [1], [2, 1]]);
    assert.deepEqual(order, [0, 1, 2]);
  }));

describe('a cancelled correction', () => {
  test('that runs ends, and the next one works', () =>
    withHostAndModel(async (host, ending) => {
      const expected = (await host.correct(ending())).correction;
      const controller = new AbortController();
      const { seen, result } = firstEvent(host, 'text', controller.signal);
      await seen;
      controller.abort();
      await assert.rejects(result, { code: 'cancelled' });
      assert.equal((await host.correct(ending())).correction, expected);
    }));
  test('that waits ends at once', () =>
    withHost(async (host) => {
      const { result } = firstEvent(host, 'text');
      const controller = new AbortController();
      const waiting = host.correct(request(), { signal: controller.signal });
      controller.abort();
      await assert.rejects(waiting, { code: 'cancelled' });
      await result;
    }));
  test('that loads ends, and the next one works', () =>
    withHost(async (host) => {
      const controller = new AbortController();
      const stop = host.onStatus((status) => {
        if (status.state.kind === 'loading') controller.abort();
      });
      await assert.rejects(host.correct(request(), { signal: controller.signal }), { code: 'cancelled' });
      stop();
      assert.equal((await host.correct(request())).model.name, 'tiny-new-rows');
    }));
});

test('kill -9 amid a correction is told once, and the next one works on a new process', () =>
  withHost(async (host, crashes) => {
    const { seen, result } = firstEvent(host, 'text');
    await seen;
    const pid = processId(host);
    process.kill(pid, 'SIGKILL');
    await assert.rejects(result, { code: 'inferenceCrashed', message: /signal SIGKILL/ });
    assert.equal((await host.correct(request())).model.name, 'tiny-new-rows');
    assert.notEqual(processId(host), pid);
    assert.equal(crashes.length, 1);
    assert.match(crashes[0] ?? '', /signal SIGKILL/);
  }));

test('a process killed while nothing runs is told once, and the next correction works', () =>
  withHost(async (host, crashes) => {
    await host.correct(request());
    const gone = new Promise<void>((done) => {
      host.onStatus((status) => {
        if (status.state.kind === 'unloaded') done();
      });
    });
    process.kill(processId(host), 'SIGKILL');
    await gone;
    assert.deepEqual(host.status().state, { kind: 'unloaded', reason: 'restarted' });
    await host.correct(request());
    assert.equal(crashes.length, 1);
  }));

test('a program that does not start is told with its last words', () =>
  withHost(
    async (host, crashes) => {
      await assert.rejects(host.correct(request()), { code: 'inferenceCrashed', message: /exit code 1/ });
      assert.equal(crashes.length, 1);
    },
    { entryFile: join(root, 'nowhere.cjs') },
  ));

test('a device whose driver ends the process is left out by auto, and the correction goes on', async () => {
  // Stands for a broken driver: the real process behind a program that dies when WebGPU is tried.
  const crashesOnWebGpu = entryFile.replace('.cjs', '-dies.cjs');
  await writeFile(
    crashesOnWebGpu,
    `process.prependListener('message', ({ method, params }) => {
      if (method !== 'inference/load' || params.excludedProviders.webgpu) return;
      const message = { jsonrpc: '2.0', method: 'inference/load/progress', params: { step: 'x', fraction: 0, trying: 'webgpu' } };
      process.send(message, () => process.kill(process.pid, 'SIGSEGV'));
    });
    require(${JSON.stringify(entryFile)});`,
  );
  await withHost(
    async (host, crashes) => {
      const model = loadParams(tinyFolder('new-rows'), { provider: 'auto' });
      const { provider } = await host.correct({ ...request(), model });
      assert.equal(provider.id, 'cpu');
      assert.match(provider.reason, /WebGPU was not chosen, because trying it ended the inference process/);
      assert.deepEqual(crashes, []);
    },
    { entryFile: crashesOnWebGpu },
  );
  await rm(crashesOnWebGpu);
});

test('a broken model folder is told, and a good one works after it', () =>
  withHost((host) =>
    withCopy('new-rows', async (folder) => {
      await rm(join(folder, 'model.onnx'));
      await assert.rejects(host.correct({ ...request(), model: loadParams(folder) }), {
        code: 'modelFileMissing',
        file: join(folder, 'model.onnx'),
      });
      assert.equal(host.status().state.kind, 'failed');
      assert.equal((await host.correct(request())).model.name, 'tiny-new-rows');
    }),
  ));

test('the process ends when the model was idle for as long as was set', () => {
  const timers = new Map<() => void, number>();
  const runtime = createNodeRuntime();
  const timer = {
    ...runtime.timer,
    setTimeout: (callback: () => void, ms: number) => {
      timers.set(callback, ms);
      return () => timers.delete(callback);
    },
  };
  return withHost(
    async (host) => {
      await host.correct(request());
      assert.deepEqual([...timers.values()], [3 * 60_000]);
      host.setIdleMinutes(5);
      assert.deepEqual([...timers.values()], [5 * 60_000]);
      const pid = processId(host);
      for (const callback of timers.keys()) callback();
      assert.deepEqual(host.status().state, { kind: 'unloaded', reason: 'idle' });
      await host.unload();
      await host.correct(request());
      assert.notEqual(processId(host), pid);
      host.setIdleMinutes(0);
      assert.equal(timers.size, 0, 'never');
    },
    { runtime: { ...runtime, timer }, idleMinutes: 3 },
  );
});

test('unloading amid a correction cancels it and ends the process', () =>
  withHost(async (host) => {
    const { seen, result } = firstEvent(host, 'text');
    await seen;
    const pid = processId(host);
    await host.unload();
    assert.equal(isAlive(pid), false);
    await assert.rejects(result, { code: 'cancelled' });
    assert.deepEqual(host.status().state, { kind: 'unloaded', reason: 'byUser' });
  }));

test('disposing amid a correction leaves no process, and nothing runs any more', () =>
  withHost(async (host) => {
    const { seen, result } = firstEvent(host, 'prefill');
    await seen;
    const pid = processId(host);
    await host.dispose();
    assert.equal(isAlive(pid), false);
    await assert.rejects(result, { code: 'cancelled' });
    await assert.rejects(host.correct(request()), { code: 'cancelled' });
  }));

test('a wished provider that this machine lacks is refused, never replaced', () =>
  withHost(async (host) => {
    const model = loadParams(tinyFolder('new-rows'), { provider: 'directml' });
    await assert.rejects(host.correct({ ...request(), model }), {
      code: 'providerUnavailable',
      message: /DirectML.*because.*set aligner\.provider to auto or cpu/,
    });
  }));

describe('on WebGPU', () => {
  before(() => {
    process.env['VK_ICD_FILENAMES'] = softwareVulkan();
  });
  after(() => {
    delete process.env['VK_ICD_FILENAMES'];
  });

  for (const [name, kvCache] of [
    ['device', 'device'],
    ['present', 'device'],
    ['int4', 'host'],
  ] as const) {
    test(`the graph ${name} writes what it writes on the processor, with the cache on the ${kvCache}`, () =>
      withHost(async (host) => {
        const expected: string[] = [];
        await host.correct(request(name), {
          onEvent: (event) => {
            if (event.kind === 'text') expected.push(event.delta);
          },
        });
        const controller = new AbortController();
        const written: string[] = [];
        const model = loadParams(tinyFolder(name), { provider: 'webgpu' });
        const result = host.correct(
          { ...request(name), model },
          {
            signal: controller.signal,
            onEvent: (event) => {
              if (event.kind !== 'text') return;
              written.push(event.delta);
              // A software adapter takes long for each token.
              if (written.length === 10) controller.abort();
            },
          },
        );
        await assert.rejects(result, { code: 'cancelled' });
        assert.deepEqual(written.slice(0, 10), expected.slice(0, 10));
        assert.deepEqual([host.status().provider?.id, host.status().provider?.kvCache], ['webgpu', kvCache]);
      }));
  }

  test('auto does not take a software adapter, and says why', () =>
    withHost(async (host) => {
      const model = loadParams(tinyFolder('device'), { provider: 'auto' });
      const { provider } = await host.correct({ ...request(), model });
      assert.equal(provider.id, 'cpu');
      assert.match(provider.reason, /WebGPU was not chosen, because it is slower than the processor here/);
    }));
});
