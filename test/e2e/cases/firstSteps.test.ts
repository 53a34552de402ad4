import assert from 'node:assert/strict';
import { editorGroup } from '../support/editorTest';
import { reviewHasEnded, startReview } from '../support/review';
import { conversation } from '../support/samples';

const { test } = editorGroup({ files: { 'chat.md': conversation }, openFiles: ['chat.md'] });

test('the walkthrough has four steps and opens the example', async (ui) => {
  await ui.runCommand('Aligner: Get Started');
  const steps = ui.page.locator('.getting-started-step');
  await steps.first().waitFor();
  await ui.picture('walkthrough');
  assert.equal(await steps.count(), 4);
  await ui.page.locator('.getting-started-step').getByText('Open Example').first().click();
  await ui.lenses('Correct').first().waitFor();
  await ui.picture('example');
});

test('the status item says which model runs where, and how fast', async (ui) => {
  await ui.closeEditors();
  await startReview(ui, 'chat.md');
  await ui.runCommand('Aligner: Reject All Hunks');
  await reviewHasEnded(ui);
  await ui.page
    .locator('.statusbar-item', { has: ui.page.locator('.codicon-bracket, .codicon-json') })
    .first()
    .hover();
  const hover = ui.page.locator('.hover-language-status').first();
  await hover.waitFor();
  await ui.picture('status');
  const text = (await ui.page.locator('.hover-language-status').allInnerTexts()).join('\n');
  assert.match(text, /tokens\/s/);
  assert.match(text, /CPU|WebGPU|CUDA/);
});

for (const [theme, name] of [
  ['Default Dark Modern', 'dark'],
  ['Default High Contrast', 'high-contrast'],
] as const) {
  test(`the review is readable in the theme ${theme}`, async (ui) => {
    await ui.closeEditors();
    ui.editor.changeSettings({ 'workbench.colorTheme': theme });
    await ui.page.reload();
    const themeClass = name === 'dark' ? 'vs-dark' : 'hc-black';
    await ui.page.locator(`.monaco-workbench.${themeClass}`).waitFor();
    await startReview(ui, 'chat.md');
    await ui.picture(`review-${name}`, 480);
  });
}
