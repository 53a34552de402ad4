import assert from 'node:assert/strict';
import { editorGroup } from '../support/editorTest';
import { acceptHunk, reviewHasEnded, reviewIsOpen, reviewTab, startReview } from '../support/review';
import { capitalAnswer, conversation, fireAnswer, longConversation } from '../support/samples';
import { withHunks } from '../support/terminalCorrections';

const { test } = editorGroup({
  files: { 'chat.md': conversation, 'long.md': longConversation },
  openFiles: ['chat.md'],
});

test('the document may change above the answer while the review is open', async (ui) => {
  const correction = await startReview(ui, 'chat.md');
  await ui.openFile('chat.md');
  await ui.page.keyboard.press('Control+Home');
  await ui.page.keyboard.type('Draft: ');
  await reviewTab(ui).click();
  await ui.runCommand('Aligner: Accept All Hunks');
  await reviewHasEnded(ui);
  await ui.expectSaved('chat.md', `Draft: ${conversation.replace(fireAnswer, correction.correction)}`);
});

test('an answer that was edited meanwhile is not overwritten: the review says so and offers what to do', async (ui) => {
  ui.editor.writeFile('chat.md', conversation);
  await ui.closeEditors();
  const correction = await startReview(ui, 'chat.md');
  await ui.openFile('chat.md');
  await ui.page.locator('.view-line', { hasText: 'but two cooks were hurt' }).click();
  await ui.page.keyboard.press('End');
  await ui.page.keyboard.type(' By hand.');
  await ui.notification('changed by hand since it was corrected').first().waitFor();
  await ui.picture('conflict');
  await reviewTab(ui).click();
  await reviewIsOpen(ui, correction);
  await acceptHunk(ui, correction, 0);
  await ui.openFile('chat.md');
  await ui.expectSaved('chat.md', conversation.replace(fireAnswer, `${fireAnswer} By hand.`));
});

test('what is typed over the proposal is what is accepted', async (ui) => {
  ui.editor.writeFile('chat.md', conversation);
  await ui.closeEditors();
  const correction = await startReview(ui, 'chat.md');
  await ui.page.locator('.editor.modified .view-line').last().click();
  await ui.page.keyboard.press('Control+End');
  await ui.page.keyboard.type(' Typed by hand.');
  await ui
    .lenses(`of ${correction.hunks.length + 1}`)
    .first()
    .waitFor();
  await ui.runCommand('Aligner: Accept All Hunks');
  await reviewHasEnded(ui);
  await ui.expectSaved(
    'chat.md',
    conversation.replace(fireAnswer, `${correction.correction} Typed by hand.`),
  );
});

test('Regenerate says when greedy decoding gives the same again', async (ui) => {
  ui.editor.writeFile('chat.md', conversation);
  await ui.closeEditors();
  const correction = await startReview(ui, 'chat.md');
  await ui.runCommand('Aligner: Regenerate Correction');
  await ui.notification('The same correction again').first().waitFor();
  await reviewIsOpen(ui, correction);
  await ui.runCommand('Aligner: Reject All Hunks');
  await reviewHasEnded(ui);
  await ui.expectSaved('chat.md', conversation);
});

test('cancel ends a correction: no review, nothing changed, and the next correction works', async (ui) => {
  ui.editor.writeFile('chat.md', conversation);
  await ui.closeEditors();
  await ui.openFile('long.md');
  await ui.clickLens('Correct');
  await ui.notification('writing').first().waitFor();
  await ui.picture('streaming');
  await ui.page.locator('.notification-toast .monaco-button', { hasText: 'Cancel' }).click();
  await ui.page.getByText('Aligner: cancelled, nothing was changed').first().waitFor();
  await reviewHasEnded(ui);
  assert.equal(ui.editor.readFile('long.md'), longConversation);
  await startReview(ui, 'chat.md', 1);
});

test('all answers of a document are corrected and reviewed one after the other, as one edit', async (ui) => {
  ui.editor.writeFile('chat.md', conversation);
  await ui.closeEditors();
  const [fire, capital] = await ui.corrections('chat.md');
  assert.ok(fire !== undefined && capital !== undefined);
  await ui.openFile('chat.md');
  await ui.runCommand('Aligner: Correct All Answers in This Document');
  await reviewIsOpen(ui, fire);
  await ui.picture('review-all');
  await ui.runCommand('Aligner: Next Answer');
  await reviewIsOpen(ui, capital);
  await ui.runCommand('Aligner: Accept All Hunks');
  await reviewHasEnded(ui);
  const corrected = conversation
    .replace(fireAnswer, withHunks(fire))
    .replace(capitalAnswer, withHunks(capital));
  await ui.expectSaved('chat.md', corrected);
  await ui.runCommand('Undo');
  await ui.expectSaved('chat.md', conversation);
});
