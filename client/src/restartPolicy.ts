/**
 * Runs a job one at a time: a call while it runs asks for one more run after it, however many calls there are.
 * Every caller's promise settles with the run that began after its call.
 */
export function createSerialised(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let queued: Promise<void> | undefined;
  const start = (): Promise<void> => {
    const current = run().finally(() => {
      if (running === current) running = undefined;
    });
    running = current;
    return current;
  };
  return () => {
    if (running === undefined) return start();
    queued ??= running
      .catch(() => undefined)
      .then(() => {
        queued = undefined;
        return start();
      });
    return queued;
  };
}

export interface CrashPolicy {
  /** Whether to start again after a crash at this time (milliseconds). */
  mayRestart(now: number): boolean;
  /** Forgets the crashes, after a restart that the user asked for. */
  reset(): void;
}

/** Gives up at the `limit`-th crash within `windowMs`, so that a broken installation does not restart for ever. */
export function createCrashPolicy(limit = 4, windowMs = 180_000): CrashPolicy {
  let crashes: readonly number[] = [];
  return {
    mayRestart: (now) => {
      crashes = [...crashes.filter((time) => now - time < windowMs), now];
      return crashes.length < limit;
    },
    reset: () => {
      crashes = [];
    },
  };
}
