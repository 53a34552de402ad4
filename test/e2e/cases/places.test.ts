import assert from 'node:assert/strict';
import { editorGroup } from '../support/editorTest';
import {
  acceptHunk,
  rejectHunk,
  reviewHasEnded,
  reviewIsOpen,
  reviewTab,
  startReview,
} from '../support/review';
import { capitalAnswer, capitalQuestion, conversation, dataset, fireAnswer } from '../support/samples';
import { withHunks } from '../support/terminalCorrections';

/** Code that a person writes notes in: no answer is found there by itself. */
const notes = `# ${capitalQuestion}\nprint(1)\n# ${capitalAnswer}\n`;

const { test } = editorGroup({
  files: { 'chat.md': conversation, 'rows.jsonl': dataset, 'notes.py': notes },
  openFiles: ['rows.jsonl'],
});

test('a data set row gets its correction beside the answer, and the rest of the file stays', async (ui) => {
  const correction = await startReview(ui, 'rows.jsonl');
  await acceptHunk(ui, correction, 0);
  for (const hunk of correction.hunks.keys()) if (hunk > 0) await rejectHunk(ui, correction, hunk);
  await reviewHasEnded(ui);
  const [first = '', second = ''] = dataset.split('\n');
  const corrected = first.replace(/}$/, `,"correction":${JSON.stringify(withHunks(correction, [0]))}}`);
  await ui.expectSaved('rows.jsonl', `${corrected}\n${second}\n`);
  await ui.picture('data-set-row');
});

test('a selection in any file is corrected with the question that is asked for', async (ui) => {
  await ui.openFile('notes.py');
  await ui.page.locator('.view-line', { hasText: 'five million' }).click();
  await ui.page.keyboard.press('Home');
  await ui.page.keyboard.press('ArrowRight');
  await ui.page.keyboard.press('ArrowRight');
  await ui.page.keyboard.press('Shift+End');
  await ui.page.keyboard.press('Shift+Alt+C');
  const question = ui.page.locator('.quick-input-widget input.input').first();
  await question.waitFor();
  await question.fill(capitalQuestion);
  await ui.picture('selection-question');
  await ui.page.keyboard.press('Enter');
  const [, correction] = await ui.corrections('chat.md');
  assert.ok(correction !== undefined);
  await reviewIsOpen(ui, correction);
  await ui.runCommand('Aligner: Accept All Hunks');
  await reviewHasEnded(ui);
  await ui.expectSaved('notes.py', notes.replace(capitalAnswer, correction.correction));
});

test('a document without an answer says where answers are found', async (ui) => {
  await ui.openFile('notes.py');
  await ui.page.keyboard.press('Control+Home');
  await ui.runCommand('Aligner: Correct Answer');
  await ui.notification('No answer was found here').first().waitFor();
});

test('inline: the changes stand in the document itself, and are decided there', async (ui) => {
  await ui.closeEditors();
  await ui.runCommand('Aligner: Toggle Inline Review');
  await ui.page.getByText('the next correction is reviewed in the document itself').first().waitFor();
  const correction = await startReview(ui, 'chat.md');
  await ui.picture('inline', 620);
  assert.equal(await reviewTab(ui).count(), 0);
  await acceptHunk(ui, correction, 0);
  for (const hunk of correction.hunks.keys()) if (hunk > 0) await rejectHunk(ui, correction, hunk);
  await ui.lenses('Reject').first().waitFor({ state: 'detached' });
  await ui.expectSaved('chat.md', conversation.replace(fireAnswer, withHunks(correction, [0])));
});
