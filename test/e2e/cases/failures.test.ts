import assert from 'node:assert/strict';
import { editorGroup } from '../support/editorTest';
import { reviewHasEnded, reviewTab, startReview } from '../support/review';
import { conversation, fireAnswer, longConversation } from '../support/samples';
import { waitUntil } from '../support/waitUntil';
import type { Workbench } from '../support/workbench';

const { test } = editorGroup({
  files: { 'chat.md': conversation, 'long.md': longConversation },
  openFiles: ['long.md'],
});

const inferenceProgram = 'inferenceProcess.cjs';
const serverProgram = 'server/out/main.cjs';

async function onlyProcess(ui: Workbench, program: string): Promise<number> {
  return waitUntil(`one process runs ${program}`, () => {
    const [first, ...others] = ui.editor.processes(program);
    return others.length === 0 ? first?.id : undefined;
  });
}

test('an inference process that is killed during a correction: one message, no lost text, and the next one works', async (ui) => {
  await ui.clickLens('Correct');
  await ui.notification('writing').first().waitFor();
  const killed = await onlyProcess(ui, inferenceProgram);
  process.kill(killed, 'SIGKILL');
  await ui.notification('The inference process ended unexpectedly').first().waitFor();
  await reviewHasEnded(ui);
  await ui.picture('inference-killed');
  assert.deepEqual(await ui.notification(/./).allInnerTexts(), [
    'The inference process ended unexpectedly; no text was lost. The next correction starts it again.',
  ]);
  assert.equal(ui.editor.readFile('long.md'), longConversation);

  const correction = await startReview(ui, 'chat.md');
  assert.notEqual(await onlyProcess(ui, inferenceProgram), killed);
  await ui.runCommand('Aligner: Accept All Hunks');
  await reviewHasEnded(ui);
  await ui.expectSaved('chat.md', conversation.replace(fireAnswer, correction.correction));
});

test('a server that is killed is started again, said once, and leaves no inference process behind', async (ui) => {
  ui.editor.writeFile('chat.md', conversation);
  await ui.closeEditors();
  const server = await onlyProcess(ui, serverProgram);
  const inference = await onlyProcess(ui, inferenceProgram);
  process.kill(server, 'SIGKILL');
  await ui.notification('The Aligner server ended unexpectedly').first().waitFor();
  await waitUntil('the orphan has ended', () =>
    ui.editor.processes(inferenceProgram).every(({ id }) => id !== inference),
  );
  assert.equal(await ui.notification('The Aligner server ended unexpectedly').count(), 1);
  await startReview(ui, 'chat.md');
  assert.equal(await reviewTab(ui).count(), 1);
  assert.notEqual(await onlyProcess(ui, serverProgram), server);
});

test('five restarts leave one server, and correcting works as before', async (ui) => {
  ui.editor.writeFile('chat.md', conversation);
  await ui.closeEditors();
  for (let restart = 0; restart < 5; restart += 1) {
    const before = await onlyProcess(ui, serverProgram);
    await ui.runCommand('Aligner: Restart Server');
    await waitUntil('another server runs', () => {
      const [first, ...others] = ui.editor.processes(serverProgram);
      return others.length === 0 && first !== undefined && first.id !== before;
    });
  }
  await waitUntil('no inference process is left', () => ui.editor.processes(inferenceProgram).length === 0);
  await startReview(ui, 'chat.md');
  await onlyProcess(ui, inferenceProgram);
});
