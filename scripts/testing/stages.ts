import { findBrowser } from '../editor/findBrowser';
import { setupEditor } from '../editor/setupEditor';
import { packageExtension } from '../packaging/packageExtension';
import { build } from '../support/build';
import { run } from '../support/run';
import { setupVulkan } from './setupVulkan';
import { runNodeTests, testFiles } from './nodeTest';

/** One line of the final table. */
export interface StageResult {
  readonly passed: number;
  readonly failed: number;
}

export interface Stage {
  /** What `--only` takes; stages that belong together share one. */
  readonly id: string;
  readonly title: string;
  readonly run: () => Promise<StageResult>;
}

/** A program that passes or fails as a whole counts as one. */
function check(id: string, title: string, program: string, args: readonly string[]): Stage {
  return {
    id,
    title,
    run: async () => {
      const { code } = await run(process.execPath, [program, ...args]);
      return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

async function runTests(options: Parameters<typeof runNodeTests>[0]): Promise<StageResult> {
  if (options.files.length === 0) {
    process.stdout.write('  ✖ there are no test files\n');
    return { passed: 0, failed: 1 };
  }
  const { passed, failed, notRun, emptyFiles } = await runNodeTests(options);
  return { passed, failed: failed + notRun.length + emptyFiles.length };
}

function tests(
  id: string,
  title: string,
  files: () => readonly string[],
  prepare: () => Promise<void> = () => Promise.resolve(),
): Stage {
  return {
    id,
    title,
    run: async () => {
      await prepare();
      return runTests({ name: id, files: files() });
    },
  };
}

function editorTests(id: string, title: string, extension: 'source' | 'vsix'): Stage {
  return {
    id,
    title,
    run: async () => {
      await setupEditor();
      await findBrowser();
      if (extension === 'vsix') await packageExtension();
      return runTests({
        name: id,
        files: [...testFiles('e2e/cases'), ...testFiles('e2e/host')],
        serial: true,
        environment: { ALIGNER_E2E_EXTENSION: extension },
      });
    },
  };
}

const isProperty = (file: string): boolean => file.endsWith('.property.test.ts');
const tsc = 'node_modules/typescript/bin/tsc';

/** Everything that `npm test` does, in order: what is quick and catches most comes first. */
export const stages: readonly Stage[] = [
  check('format', 'Format', 'node_modules/prettier/bin/prettier.cjs', ['--check', '--log-level=warn', '.']),
  check('lint', 'Lint', 'node_modules/eslint/bin/eslint.js', ['--max-warnings=0', '.']),
  check('types', 'Types of client', tsc, ['-p', 'client']),
  check('types', 'Types of server', tsc, ['-p', 'server']),
  check('types', 'Types of tests and scripts', tsc, ['-p', 'test']),
  {
    id: 'build',
    title: 'Build',
    run: async () => {
      await build();
      return { passed: 1, failed: 0 };
    },
  },
  tests('unit', 'Unit tests', () => testFiles('unit').filter((file) => !isProperty(file)), setupVulkan),
  tests('property', 'Property tests', () => testFiles('unit').filter(isProperty)),
  tests('protocol', 'Protocol tests', () => testFiles('protocol')),
  {
    id: 'package',
    title: 'Package',
    run: async () => {
      await packageExtension();
      return { passed: 1, failed: 0 };
    },
  },
  tests('contract', 'Contract tests', () => testFiles('contract')),
  editorTests('e2e', 'Editor tests, from source', 'source'),
  editorTests('vsix', 'Editor tests, installed VSIX', 'vsix'),
];
