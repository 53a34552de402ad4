import { after, before, test } from 'node:test';
import { startEditor } from './editorUnderTest';
import type { EditorOptions, EditorUnderTest } from './editorUnderTest';
import { createWorkbench } from './workbench';
import type { Workbench } from './workbench';

const startTimeoutMs = 180_000;
const testTimeoutMs = 120_000;

export interface EditorGroup {
  /** A test in the group's editor. On failure, pictures and logs are kept in test-results/failures/. */
  readonly test: (name: string, work: (workbench: Workbench) => Promise<void>) => void;
}

/**
 * One editor for a group of tests, opened with `openFiles` and closed after the last test. Closing it fails if a
 * process is left or if a page asked another machine for something.
 */
export function editorGroup(
  options: EditorOptions & { readonly openFiles?: readonly string[] },
): EditorGroup {
  let editor: EditorUnderTest | undefined;
  let workbench: Workbench | undefined;
  before(
    async () => {
      editor = await startEditor(options);
      workbench = createWorkbench(editor, await editor.openPage(options.openFiles ?? []));
    },
    { timeout: startTimeoutMs },
  );
  after(async () => {
    await editor?.close();
  });
  return {
    test: (name, work) => {
      test(name, { timeout: testTimeoutMs }, async () => {
        if (workbench === undefined) throw new Error('The editor did not start.');
        try {
          await work(workbench);
        } catch (error) {
          await workbench.editor.keepEvidence(name);
          throw error;
        }
      });
    },
  };
}
