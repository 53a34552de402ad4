import type { CorrectionEvent } from '../../../server/src/protocol/correction';

/** The correction that a view shows after these events. */
export function streamedText(events: readonly CorrectionEvent[]): string {
  return events.reduce((text, event) => {
    if (event.kind === 'rewind') return text.slice(0, event.length);
    return event.kind === 'text' ? text + event.delta : text;
  }, '');
}
