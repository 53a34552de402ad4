import { mkdirSync, readdirSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../support/paths';
import { run } from '../support/run';
import { countsSchema } from './counts';
import type { Counts } from './counts';

export interface NodeTestOptions {
  /** Names the file of counts; unique for a run of `npm test`. */
  readonly name: string;
  readonly files: readonly string[];
  /** Test files one after another, each test said as it ends: for tests that share the screen and take long. */
  readonly serial?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Test files below a folder of test/, in the order of their names, relative to the repository. */
export function testFiles(folder: string): readonly string[] {
  const path = join('test', folder);
  if (!existsSync(join(repositoryRoot, path))) return [];
  return readdirSync(join(repositoryRoot, path), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(path, name))
    .sort();
}

/** Runs test files under node:test. A run that ends without counts has one failure. */
export async function runNodeTests(options: NodeTestOptions): Promise<Counts> {
  const results = join(repositoryRoot, 'test-results');
  const countsFile = join(results, `${options.name}.json`);
  mkdirSync(results, { recursive: true });
  rmSync(countsFile, { force: true });
  const serial = options.serial === true;
  const args = [
    ...['--import', 'tsx', '--test', ...(serial ? ['--test-concurrency=1'] : [])],
    ...['--test-reporter=./scripts/testing/reporter.mjs', '--test-reporter-destination=stdout'],
    ...options.files,
  ];
  const environment = {
    ...process.env,
    ...options.environment,
    ALIGNER_TEST_COUNTS: countsFile,
    ALIGNER_TEST_VERBOSE: serial ? '1' : '0',
  };
  const { code } = await run(process.execPath, args, { environment });
  if (!existsSync(countsFile)) return { passed: 0, failed: 1, notRun: [], emptyFiles: [] };
  const counts = countsSchema.parse(JSON.parse(readFileSync(countsFile, 'utf8')));
  const said = counts.failed + counts.notRun.length + counts.emptyFiles.length;
  return code !== 0 && said === 0 ? { ...counts, failed: 1 } : counts;
}
