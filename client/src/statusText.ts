import type { CommandId } from '../../server/src/protocol/commands';
import type { ActualProviderId, ModelState, ModelStatus } from '../../server/src/protocol/model';
import type { SessionState } from './session';

/** What one language status item shows. */
export interface StatusText {
  readonly text: string;
  readonly detail: string;
  readonly busy: boolean;
  readonly severity: 'information' | 'warning' | 'error';
  readonly command: { readonly title: string; readonly command: CommandId };
}

export const providerNames: Readonly<Record<ActualProviderId, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  directml: 'DirectML',
  coreml: 'Core ML',
};

const selectModel = { title: 'Select Model', command: 'aligner.selectModel' } as const;
const selectProvider = { title: 'Select Provider', command: 'aligner.selectProvider' } as const;
const showLog = { title: 'Show Log', command: 'aligner.showLog' } as const;
const restart = { title: 'Restart Server', command: 'aligner.restartServer' } as const;

const calm = { busy: false, severity: 'information' } as const;

const unloadReasons = {
  neverUsed: 'loaded on first use',
  idle: 'left memory after a while without a correction',
  byUser: 'unloaded',
  restarted: 'unloaded after a restart',
} as const satisfies Record<Extract<ModelState, { kind: 'unloaded' }>['reason'], string>;

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function percent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}

/** The figures of the last correction, as far as they are known. */
export function describeSpeed(status: ModelStatus): string {
  const { tokensPerSecond, firstTokenMs, copiedTokens, newTokens } = status;
  return [
    tokensPerSecond === undefined ? undefined : `${tokensPerSecond.toFixed(1)} tokens/s`,
    firstTokenMs === undefined ? undefined : `first token ${duration(firstTokenMs)}`,
    copiedTokens === undefined || newTokens === undefined
      ? undefined
      : `${copiedTokens} of ${newTokens} tokens copied`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function describeState(status: ModelStatus): StatusText {
  const name = status.model?.name ?? 'Aligner';
  const { state } = status;
  switch (state.kind) {
    case 'unloaded':
      return { text: name, detail: unloadReasons[state.reason], ...calm, command: selectModel };
    case 'loading': {
      const detail = `loading: ${state.step}, ${percent(state.fraction)}`;
      return { text: name, detail, busy: true, severity: 'information', command: selectModel };
    }
    case 'ready':
      return { text: name, detail: describeSpeed(status) || 'ready', ...calm, command: selectModel };
    case 'working': {
      const detail = state.queued === 0 ? 'correcting' : `correcting, ${state.queued} waiting`;
      return { text: name, detail, busy: true, severity: 'information', command: selectModel };
    }
    case 'failed':
      return { text: name, detail: state.message, busy: false, severity: 'error', command: showLog };
  }
}

/** The item of the model. Undefined status: the server has not said anything yet. */
export function describeModel(session: SessionState, status: ModelStatus | undefined): StatusText {
  switch (session) {
    case 'idle':
      return { text: 'Aligner', detail: 'the server is not started yet', ...calm, command: selectModel };
    case 'starting':
      return { text: 'Aligner', detail: 'starting', busy: true, severity: 'information', command: showLog };
    case 'stopped':
      return {
        text: 'Aligner',
        detail: 'the server is stopped',
        busy: false,
        severity: 'error',
        command: restart,
      };
    case 'running':
      return status === undefined
        ? { text: 'Aligner', detail: 'ready', ...calm, command: selectModel }
        : describeState(status);
  }
}

/** A status item has one line, which the editor cuts where the window ends. The log has the whole reason. */
const longestReason = 90;

function shorten(text: string): string {
  if (text.length <= longestReason) return text;
  return `${text.slice(0, text.lastIndexOf(' ', longestReason)).replace(/[\s,;:.]+$/, '')}…`;
}

/** The item of the execution provider; undefined while none is chosen. */
export function describeProvider(status: ModelStatus | undefined): StatusText | undefined {
  const provider = status?.provider;
  if (provider === undefined) return undefined;
  const memory =
    status?.memoryBytes === undefined ? '' : ` ${Math.round(status.memoryBytes / 2 ** 20)} MiB of memory.`;
  return {
    text: providerNames[provider.id],
    detail: shorten(provider.reason) + memory,
    ...calm,
    command: selectProvider,
  };
}
