import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { TerminalCorrection } from './terminalCorrections';
import { waitUntil } from './waitUntil';
import type { Workbench } from './workbench';

/** The tab of a review in the diff editor. */
export function reviewTab({ page }: Workbench): Locator {
  return page.getByRole('tab', { name: /Answer ↔ Correction/ });
}

function lensesOfHunk({ page }: Workbench, correction: TerminalCorrection, hunk: number): Locator {
  const { summary } = correction.hunks[hunk] ?? { summary: '' };
  assert.notEqual(summary, '', `there is a hunk ${hunk}`);
  return page.locator('.editor-group-container.active .codelens-decoration', {
    has: page.locator('a', { hasText: summary }),
  });
}

export async function acceptHunk(ui: Workbench, correction: TerminalCorrection, hunk: number): Promise<void> {
  await lensesOfHunk(ui, correction, hunk).locator('a', { hasText: 'Accept' }).first().click();
}

export async function rejectHunk(ui: Workbench, correction: TerminalCorrection, hunk: number): Promise<void> {
  await lensesOfHunk(ui, correction, hunk).locator('a', { hasText: 'Reject' }).first().click();
}

/** Waits until the lenses are about a hunk: in an answer of one line they are about the active one. */
export async function hunkIsActive(
  ui: Workbench,
  correction: TerminalCorrection,
  hunk: number,
): Promise<void> {
  await lensesOfHunk(ui, correction, hunk).locator('a', { hasText: 'Accept' }).first().waitFor();
}

/** Waits until the lenses of the review stand above the first hunk. */
export function reviewIsOpen(ui: Workbench, correction: TerminalCorrection): Promise<void> {
  return hunkIsActive(ui, correction, 0);
}

export async function reviewHasEnded(ui: Workbench): Promise<void> {
  await waitUntil('the review is closed', async () => (await reviewTab(ui).count()) === 0);
}

/**
 * Presses Correct above the answer of a file, counted from 0, and waits for its review.
 * @returns what the terminal says of the same answer; it has at least two hunks.
 */
export async function startReview(ui: Workbench, file: string, answer = 0): Promise<TerminalCorrection> {
  const correction = (await ui.corrections(file))[answer];
  assert.ok(correction !== undefined && correction.hunks.length >= 2, 'the answer has at least two hunks');
  await ui.openFile(file);
  await ui.clickLens('Correct', answer);
  await reviewIsOpen(ui, correction);
  return correction;
}
