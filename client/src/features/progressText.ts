import type { CorrectionEvent } from '../../../server/src/protocol/correction';

/** A line for the progress notification; undefined where an event changes nothing there. */
export function describeProgress(event: CorrectionEvent): string | undefined {
  switch (event.kind) {
    case 'queued':
      return event.position === 1
        ? 'waiting for one other correction'
        : `waiting for ${event.position} others`;
    case 'loading':
      return `loading the model: ${event.step}, ${Math.round(event.fraction * 100)} %`;
    case 'prefill':
      return `reading the answer, ${Math.round((event.done / Math.max(1, event.total)) * 100)} %`;
    case 'part':
      return event.count > 1 ? `part ${event.index + 1} of ${event.count}` : undefined;
    case 'text':
      return `writing, ${event.tokens} ${event.tokens === 1 ? 'token' : 'tokens'}`;
    case 'notice':
    case 'rewind':
      return undefined;
  }
}
