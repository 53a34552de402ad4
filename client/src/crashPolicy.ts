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
