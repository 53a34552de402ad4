import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseProvider, likeness } from '../../../server/src/inference/providers';
import type { ProviderTrials } from '../../../server/src/inference/providers';
import type { ActualProviderId } from '../../../server/src/protocol/model';

const right = Float32Array.from([1, 5, 2, 0]);
const wrong = Float32Array.from([5, 0, 2, 1]);

interface Device {
  /** Milliseconds of the probe and of the model; absent: it does not work. */
  readonly probeMs?: number;
  readonly modelMs?: number;
  /** Rows of logits for long passes, and after `narrow`. */
  readonly rows?: Float32Array;
  readonly narrowRows?: Float32Array;
}

interface Opened {
  readonly id: ActualProviderId;
  isNarrow: boolean;
}

/** Devices that no test machine has: only the choice among them is tested here. */
function machine(devices: Partial<Record<ActualProviderId, Device>>) {
  const all: Partial<Record<ActualProviderId, Device>> = {
    cpu: { probeMs: 2, modelMs: 100, rows: right },
    ...devices,
  };
  const open = new Set<Opened>();
  const trials: ProviderTrials<Opened> = {
    built: new Set(['cpu', 'webgpu', 'cuda']),
    open: (id) => {
      if (all[id]?.modelMs === undefined) return Promise.reject(new Error('no such device'));
      const model = { id, isNarrow: false };
      open.add(model);
      return Promise.resolve(model);
    },
    run: ({ id, isNarrow }) => {
      const rows = isNarrow ? all[id]?.narrowRows : all[id]?.rows;
      return Promise.resolve({ ms: all[id]?.modelMs ?? 0, rows: [rows ?? wrong] });
    },
    narrow: (model) => {
      model.isNarrow = true;
    },
    probe: (id) => {
      const ms = all[id]?.probeMs;
      return ms === undefined ? Promise.reject(new Error('no such device')) : Promise.resolve(ms);
    },
    release: (model) => {
      open.delete(model);
      return Promise.resolve();
    },
    kvCache: ({ id }) => (id === 'cpu' ? 'host' : 'device'),
    reasonOf: (error) => (error instanceof Error ? error.message : String(error)),
  };
  return { trials, open };
}

const gpu: Device = { probeMs: 1, modelMs: 20, rows: right, narrowRows: right };

describe('auto takes', () => {
  const cases: Readonly<
    Record<string, readonly [Partial<Record<ActualProviderId, Device>>, ActualProviderId, RegExp]>
  > = {
    'a graphics card that is faster': [{ webgpu: gpu }, 'webgpu', /fastest in a trial: 20 ms against 100 ms/],
    'the first of two': [{ webgpu: gpu, cuda: gpu }, 'cuda', /CUDA/],
    'the processor where there is nothing else': [{}, 'cpu', /WebGPU was not chosen, because no such device/],
    'the processor, not a software adapter': [
      { webgpu: { ...gpu, probeMs: 500 } },
      'cpu',
      /slower than the processor/,
    ],
    'the processor, where the card is slower': [
      { webgpu: { ...gpu, modelMs: 150 } },
      'cpu',
      /slower than the processor/,
    ],
    'the processor, where the card computes wrongly': [
      { webgpu: { ...gpu, rows: wrong, narrowRows: wrong } },
      'cpu',
      /WebGPU was not chosen, because it computes other results/,
    ],
    'a card whose short passes are right': [
      { webgpu: { ...gpu, rows: wrong } },
      'webgpu',
      /a few tokens at a time/,
    ],
  };
  for (const [what, [devices, expected, reason]] of Object.entries(cases)) {
    test(what, async () => {
      const { trials, open } = machine(devices);
      const { model, provider } = await chooseProvider('auto', trials);
      assert.equal(provider.id, expected);
      assert.match(provider.reason, reason);
      assert.deepEqual([...open], [model], 'no other model is left open');
    });
  }

  test('nothing that ended the process before', async () => {
    const { trials } = machine({ webgpu: gpu });
    const { provider } = await chooseProvider('auto', trials, {
      webgpu: 'trying it ended the inference process',
    });
    assert.equal(provider.id, 'cpu');
    assert.match(provider.reason, /WebGPU was not chosen, because trying it ended the inference process/);
  });
});

describe('a wished provider', () => {
  test('is used also where it is slower', async () => {
    const { trials, open } = machine({ webgpu: { ...gpu, modelMs: 900, probeMs: 900 } });
    const { model, provider } = await chooseProvider('webgpu', trials);
    assert.deepEqual([provider.id, provider.kvCache], ['webgpu', 'device']);
    assert.deepEqual([...open], [model]);
  });
  const refused: Readonly<Record<string, readonly [ActualProviderId, Device | undefined, RegExp]>> = {
    'is refused where it does not work': ['webgpu', undefined, /because no such device\. Install a driver/],
    'is refused where this build lacks it': [
      'coreml',
      gpu,
      /because this build of ONNX Runtime does not have it/,
    ],
    'is refused where it computes wrongly': [
      'cuda',
      { ...gpu, rows: wrong, narrowRows: wrong },
      /other results/,
    ],
  };
  for (const [what, [id, device, message]] of Object.entries(refused)) {
    test(what, async () => {
      const { trials, open } = machine(device === undefined ? {} : { [id]: device });
      await assert.rejects(chooseProvider(id, trials), { code: 'providerUnavailable', message });
      assert.equal(open.size, 0);
    });
  }
});

test('likeness is 1 for the same shape of logits, whatever their size, and falls with difference', () => {
  assert.ok(
    likeness(
      right,
      right.map((value) => 3 * value + 7),
    ) > 0.9999,
  );
  assert.ok(likeness(right, wrong) < 0.5);
});
