import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeModel, describeProvider } from '../../../client/src/statusText';
import type { SessionState } from '../../../client/src/session';
import type { ModelStatus } from '../../../server/src/protocol/model';

const model = {
  name: 'Starter Aligner',
  version: '0.1.0',
  folder: '/models/starter',
  template: 'correction-v2',
  precision: 'int4',
  contextLength: 2048,
};

const cases: readonly {
  readonly name: string;
  readonly session: SessionState;
  readonly status?: ModelStatus;
  readonly shown: readonly [text: string, detail: string, busy: boolean, severity: string, command: string];
}[] = [
  {
    name: 'before the server was needed',
    session: 'idle',
    shown: ['Aligner', 'the server is not started yet', false, 'information', 'aligner.selectModel'],
  },
  {
    name: 'after too many crashes the item offers a restart',
    session: 'stopped',
    shown: ['Aligner', 'the server is stopped', false, 'error', 'aligner.restartServer'],
  },
  {
    name: 'a model that was never used',
    session: 'running',
    status: { state: { kind: 'unloaded', reason: 'neverUsed' }, model },
    shown: ['Starter Aligner', 'loaded on first use', false, 'information', 'aligner.selectModel'],
  },
  {
    name: 'loading shows how far it is',
    session: 'running',
    status: { state: { kind: 'loading', step: 'weights', fraction: 0.42 }, model },
    shown: ['Starter Aligner', 'loading: weights, 42 %', true, 'information', 'aligner.selectModel'],
  },
  {
    name: 'a queue is told',
    session: 'running',
    status: { state: { kind: 'working', queued: 2 }, model },
    shown: ['Starter Aligner', 'correcting, 2 waiting', true, 'information', 'aligner.selectModel'],
  },
  {
    name: 'after a correction: speed, first token, tokens copied',
    session: 'running',
    status: {
      state: { kind: 'ready' },
      model,
      tokensPerSecond: 31.26,
      firstTokenMs: 1240,
      copiedTokens: 80,
      newTokens: 96,
    },
    shown: [
      'Starter Aligner',
      '31.3 tokens/s, first token 1.2 s, 80 of 96 tokens copied',
      false,
      'information',
      'aligner.selectModel',
    ],
  },
  {
    name: 'a failure says its reason and offers the log',
    session: 'running',
    status: {
      state: { kind: 'failed', code: 'modelNotFound', message: 'Could not load /m: it is missing.' },
    },
    shown: ['Aligner', 'Could not load /m: it is missing.', false, 'error', 'aligner.showLog'],
  },
];

for (const { name, session, status, shown } of cases) {
  test(`status: ${name}`, () => {
    const { text, detail, busy, severity, command } = describeModel(session, status);
    assert.deepEqual([text, detail, busy, severity, command.command], shown);
  });
}

test('the provider is shown with the reason for it and the memory it takes', () => {
  const status: ModelStatus = {
    state: { kind: 'ready' },
    provider: { id: 'cpu', reason: 'No graphics card was found.', kvCache: 'host' },
    memoryBytes: 412 * 2 ** 20,
  };
  const shown = describeProvider(status);
  assert.equal(shown?.text, 'CPU');
  assert.equal(shown.detail, 'No graphics card was found. 412 MiB of memory.');
});

test('a long reason is cut between words', () => {
  const reason = `The processor runs the model: ${'CUDA was not chosen, because its libraries are missing; '.repeat(3)}`;
  const shown = describeProvider({
    state: { kind: 'ready' },
    provider: { id: 'cpu', reason, kvCache: 'host' },
  });
  assert.equal(
    shown?.detail,
    'The processor runs the model: CUDA was not chosen, because its libraries are missing; CUDA…',
  );
});

test('no provider is shown before one was chosen', () => {
  assert.equal(describeProvider({ state: { kind: 'unloaded', reason: 'idle' } }), undefined);
});
