/** Passes a stream of text on until one of the markers begins in it. */
export interface StopFilter {
  push(delta: string): void;
  /** Passes on what was held back for a marker that did not come. */
  flush(): void;
  /** True once a marker has begun; nothing is passed on any more. */
  readonly stopped: boolean;
}

/** Length of the longest end of `text` that is the beginning of a marker. */
function heldLength(text: string, markers: readonly string[]): number {
  const longest = Math.max(0, ...markers.map((marker) => marker.length - 1));
  for (let length = Math.min(longest, text.length); length > 0; length--) {
    const end = text.slice(-length);
    if (markers.some((marker) => marker.startsWith(end))) return length;
  }
  return 0;
}

/**
 * A model that does not end its correction goes on with another prompt: what stands before the template's marker is
 * the correction. Text that may be the beginning of a marker is held back until more of it is known.
 */
export function createStopFilter(markers: readonly string[], write: (delta: string) => void): StopFilter {
  let held = '';
  let stopped = false;
  return {
    get stopped() {
      return stopped;
    },
    push: (delta) => {
      if (stopped) return;
      const text = held + delta;
      const found = markers.map((marker) => text.indexOf(marker)).filter((at) => at >= 0);
      stopped = found.length > 0;
      const end = stopped ? Math.min(...found) : text.length - heldLength(text, markers);
      held = stopped ? '' : text.slice(end);
      if (end > 0) write(text.slice(0, end));
    },
    flush: () => {
      if (held !== '') write(held);
      held = '';
    },
  };
}
