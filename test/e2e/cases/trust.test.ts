import assert from 'node:assert/strict';
import { editorGroup } from '../support/editorTest';
import { conversation } from '../support/samples';

const { test } = editorGroup({
  files: { 'chat.md': conversation },
  openFiles: [],
  trusted: false,
  settings: {
    'security.workspace.trust.startupPrompt': 'never',
    'security.workspace.trust.untrustedFiles': 'open',
  },
});

test('an untrusted workspace: answers are found, nothing is corrected, and the message offers trust', async (ui) => {
  await ui.openFile('chat.md');
  await ui.clickLens('Correct');
  await ui.notification('this workspace is not trusted').first().waitFor();
  await ui.picture('restricted');
  assert.equal(ui.editor.processes('inferenceProcess.cjs').length, 0);
  await ui.page
    .locator('.notification-toast a, .notification-toast .monaco-button', {
      hasText: 'Manage Workspace Trust',
    })
    .click();
  await ui.page.locator('.workspace-trust-editor').waitFor();
});

test('once the workspace is trusted the same lens corrects', async (ui) => {
  await ui.page
    .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust/ })
    .first()
    .click();
  await ui.page.locator('.workspace-trust-editor', { hasText: 'You trust this folder' }).first().waitFor();
  // The trust editor lies over the workbench.
  await ui.page.locator('.monaco-modal-editor-block .codicon-close').first().click();
  await ui.openFile('chat.md');
  await ui.clickLens('Correct');
  await ui.lenses('Accept').first().waitFor();
});
