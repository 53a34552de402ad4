import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startEditor } from '../support/editorUnderTest';
import { hostFlags, runInHost } from '../support/runInHost';
import { capitalAnswer, capitalQuestion, conversation, dataset } from '../support/samples';

const files = {
  'chat.md': conversation,
  'rows.jsonl': dataset,
  'log.json': JSON.stringify({
    messages: [
      { role: 'user', content: capitalQuestion },
      { role: 'assistant', content: capitalAnswer },
    ],
  }),
  'plain.txt': `Q: ${capitalQuestion}\nA: ${capitalAnswer}\n`,
  'broken.jsonl': `{"question": "What\n${dataset.split('\n')[0] ?? ''}\n`,
  'empty.md': '## User\n\nHello?\n\n## Assistant\n\n',
};

test('inside the extension host', { timeout: 300_000 }, async (context) => {
  const editor = await startEditor({ files, flags: hostFlags });
  try {
    const results = await runInHost(editor, 'extensionSuite');
    assert.ok(results.length > 0, 'the suite has cases');
    for (const { name, error } of results) {
      await context.test(name, () => {
        assert.equal(error, undefined);
      });
    }
    if (results.some(({ error }) => error !== undefined)) await editor.keepEvidence('extension host');
  } catch (error) {
    await editor.keepEvidence('extension host');
    throw error;
  } finally {
    await editor.close();
  }
});
