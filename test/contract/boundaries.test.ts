import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ESLint } from 'eslint';
import { readRepositoryFile, repositoryFiles, repositoryRoot } from '../support/repository';

/** Lints a text as if it stood in `path`, and gives the rules that it breaks. */
async function brokenRules(path: string, text: string): Promise<readonly string[]> {
  const eslint = new ESLint({
    cwd: repositoryRoot,
    // The planted file is not on disk, so type-aware rules have no program for it; the boundaries need none.
    overrideConfig: { languageOptions: { parserOptions: { projectService: false, project: false } } },
    ruleFilter: ({ ruleId }) => ruleId.startsWith('boundaries/') || ruleId.startsWith('no-restricted'),
  });
  const [result] = await eslint.lintText(text, { filePath: join(repositoryRoot, path) });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? 'parse error');
}

const dependencies = 'boundaries/dependencies';
const restricted = 'no-restricted-imports';

const forbidden: readonly (readonly [path: string, text: string, rule: string])[] = [
  ['server/src/correction/planted.ts', "import '../lsp/runSafe';", dependencies],
  ['server/src/correction/planted.ts', "import '../inference/inferenceHost';", dependencies],
  ['server/src/correction/planted.ts', "import 'node:fs';", restricted],
  ['server/src/correction/planted.ts', "import 'vscode-languageserver/node';", restricted],
  ['server/src/protocol/planted.ts', "import '../correction/hunks';", dependencies],
  ['server/src/protocol/planted.ts', "import 'vscode';", restricted],
  ['server/src/inference/planted.ts', "import 'onnxruntime-node';", restricted],
  ['server/src/inference/planted.ts', "import '../features/codeLens';", dependencies],
  ['server/src/inference/planted.ts', "import '../correction/hunks';", dependencies],
  ['server/src/lsp/planted.ts', "import '../features/codeLens';", dependencies],
  ['server/src/features/planted.ts', "import 'node:child_process';", restricted],
  ['server/src/features/planted.ts', "import 'onnxruntime-node';", restricted],
  ['server/src/features/planted.ts', "import '../server';", dependencies],
  ['server/src/terminal/planted.ts', "import '../features/codeLens';", dependencies],
  ['client/src/planted.ts', "import '../../server/src/lsp/runSafe';", dependencies],
  ['client/src/planted.ts', "import '../../server/src/runtime';", dependencies],
  ['server/src/correction/planted.ts', "import '../runtime';", dependencies],
  ['server/src/runtime.ts', "import './correction/hunks';", dependencies],
  ['client/src/planted.ts', "import '../../server/src/inference/inferenceHost';", dependencies],
];

const allowed: readonly (readonly [path: string, text: string])[] = [
  ['server/src/correction/planted.ts', "import '../protocol/errors';"],
  ['server/src/features/planted.ts', "import '../correction/hunks';"],
  ['server/src/runtime.ts', "import 'node:fs';"],
  ['server/src/lsp/planted.ts', "import '../runtime';"],
  ['server/src/inference/session.ts', "import 'onnxruntime-node';"],
  ['client/src/planted.ts', "import '../../server/src/correction/hunks';"],
  ['client/src/planted.ts', "import '../../server/src/protocol/messages';"],
];

describe('import boundaries', () => {
  for (const [path, text, rule] of forbidden) {
    test(`${path}: ${text} fails the build`, async () => {
      assert.ok((await brokenRules(path, text)).includes(rule));
    });
  }

  for (const [path, text] of allowed) {
    test(`${path}: ${text} is allowed`, async () => {
      assert.deepEqual(await brokenRules(path, text), []);
    });
  }

  test('no source file names a rule that it switches off', () => {
    const files = repositoryFiles('client/src', 'server/src', 'scripts').filter((path) =>
      /\.m?ts$/.test(path),
    );
    const holes = files.filter((path) =>
      /eslint-disable|@ts-ignore|@ts-nocheck/.test(readRepositoryFile(path)),
    );
    assert.deepEqual(holes, []);
  });
});
