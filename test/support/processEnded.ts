import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** True while a process runs; one that has ended and waits for its parent to notice does not. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${processId}/stat`, 'utf8'));
  } catch {
    // Not Linux: the signal's answer counts.
    return true;
  }
}

/**
 * Resolves when a process that is not our child has ended. The system tells only parents of an end, so it is
 * asked for; fails after `limitMs`.
 */
export async function processEnded(processId: number, limitMs = 10_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (isRunning(processId)) {
    if (performance.now() > deadline) throw new Error(`Process ${processId} still runs after ${limitMs} ms.`);
    await wait(20);
  }
}
