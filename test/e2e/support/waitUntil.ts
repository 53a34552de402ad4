import { setTimeout as pause } from 'node:timers/promises';

const defaultTimeoutMs = 40_000;
const intervalMs = 50;

/**
 * Asks again until `condition` gives something else than undefined or false, which is returned.
 * @throws with `what` if that takes longer than the time-out.
 */
export async function waitUntil<T>(
  what: string,
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  timeoutMs = defaultTimeoutMs,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain until ${what}.`);
    await pause(intervalMs);
  }
}
