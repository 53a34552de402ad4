import assert from 'node:assert/strict';
import { editorGroup } from '../support/editorTest';
import {
  acceptHunk,
  hunkIsActive,
  rejectHunk,
  reviewHasEnded,
  reviewTab,
  startReview,
} from '../support/review';
import { conversation, fireAnswer } from '../support/samples';
import { withHunks } from '../support/terminalCorrections';

const { test } = editorGroup({ files: { 'chat.md': conversation }, openFiles: ['chat.md'] });

test('Correct above an answer gives a diff with Accept and Reject above the changes', async (ui) => {
  await ui.lenses('Correct').first().waitFor();
  await ui.picture('answer');
  await startReview(ui, 'chat.md');
  await ui.picture('review-light', 480);
  assert.equal(await reviewTab(ui).count(), 1);
  assert.equal(ui.editor.readFile('chat.md'), conversation);
});

test('one change accepted and the others rejected: the file holds exactly that, and undo restores', async (ui) => {
  await ui.closeEditors();
  const correction = await startReview(ui, 'chat.md');
  await acceptHunk(ui, correction, 0);
  for (const hunk of correction.hunks.keys()) if (hunk > 0) await rejectHunk(ui, correction, hunk);
  await reviewHasEnded(ui);
  await ui.expectSaved('chat.md', conversation.replace(fireAnswer, withHunks(correction, [0])));
  await ui.runCommand('Undo');
  await ui.expectSaved('chat.md', conversation);
});

test('accept all writes the correction, and one undo takes it back', async (ui) => {
  await ui.closeEditors();
  const correction = await startReview(ui, 'chat.md');
  await ui.runCommand('Aligner: Accept All Hunks');
  await reviewHasEnded(ui);
  await ui.expectSaved('chat.md', conversation.replace(fireAnswer, correction.correction));
  await ui.runCommand('Undo');
  await ui.expectSaved('chat.md', conversation);
});

test('reject all leaves every byte of the file', async (ui) => {
  await ui.closeEditors();
  await startReview(ui, 'chat.md');
  await ui.runCommand('Aligner: Reject All Hunks');
  await reviewHasEnded(ui);
  await ui.expectSaved('chat.md', conversation);
});

test('the keys of the review accept a change, go to the next and reject it', async (ui) => {
  await ui.closeEditors();
  const correction = await startReview(ui, 'chat.md');
  await ui.page.keyboard.press('Alt+F5');
  await hunkIsActive(ui, correction, 1);
  await ui.page.keyboard.press('Control+Shift+Backspace');
  // After the last hunk the first that is left is the active one.
  const left = [...correction.hunks.keys()].filter((hunk) => hunk !== 1);
  for (const hunk of [...left.filter((each) => each > 1), 0]) {
    await hunkIsActive(ui, correction, hunk);
    await ui.page.keyboard.press('Control+Enter');
  }
  await reviewHasEnded(ui);
  await ui.expectSaved('chat.md', conversation.replace(fireAnswer, withHunks(correction, left)));
  await ui.runCommand('Undo');
  await ui.expectSaved('chat.md', conversation);
});
