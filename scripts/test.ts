import { parseArgs } from 'node:util';
import { Failure, reportFailures } from './support/failure';
import { formatDuration, say, sayHeading } from './support/say';
import { stages } from './testing/stages';
import type { Stage, StageResult } from './testing/stages';

const help = `Usage: npm test -- [--only <stage>,<stage>…]

Runs every check and test, installing what is missing. Stages: ${[...new Set(stages.map(({ id }) => id))].join(', ')}.`;

interface Row extends StageResult {
  readonly title: string;
  readonly milliseconds: number;
}

function chosenStages(args: readonly string[]): readonly Stage[] {
  const { only } = parseArgs({ args: [...args], options: { only: { type: 'string' } } }).values;
  if (only === undefined) return stages;
  const wanted = only.split(',');
  const unknown = wanted.filter((id) => !stages.some((stage) => stage.id === id));
  if (unknown.length > 0) throw new Failure(`There is no stage ${unknown.join(', ')}.\n\n${help}`);
  return stages.filter(({ id }) => wanted.includes(id));
}

/** Runs one stage. A stage that ran nothing has failed: it shows nothing. */
async function runStage({ title, run }: Stage): Promise<Row> {
  sayHeading(title);
  const started = performance.now();
  const result = await run().catch((error: unknown): StageResult => {
    say(
      error instanceof Failure ? error.message : error instanceof Error ? String(error.stack) : String(error),
    );
    return { passed: 0, failed: 1 };
  });
  const milliseconds = performance.now() - started;
  const ranNothing = result.passed + result.failed === 0;
  if (ranNothing) say('  ✖ no test ran');
  const failed = ranNothing ? 1 : result.failed;
  say(`  ${result.passed} passed, ${failed} failed (${formatDuration(milliseconds)})`);
  return { title, passed: result.passed, failed, milliseconds };
}

function sayTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ title }) => title.length));
  sayHeading(`${'Stage'.padEnd(width)}  passed  failed        time`);
  for (const { title, passed, failed, milliseconds } of rows) {
    const columns = [
      title.padEnd(width),
      String(passed).padStart(6),
      String(failed).padStart(6),
      formatDuration(milliseconds).padStart(10),
    ];
    say(columns.join('  '));
  }
}

/** `npm test`: every check and test of the project. The last line is `N passed, N failed`. */
export function main(args: readonly string[]): Promise<number> {
  return reportFailures(async () => {
    if (args.includes('--help')) {
      say(help);
      return 0;
    }
    const rows: Row[] = [];
    for (const stage of chosenStages(args)) rows.push(await runStage(stage));
    sayTable(rows);
    const passed = rows.reduce((sum, row) => sum + row.passed, 0);
    const failed = rows.reduce((sum, row) => sum + row.failed, 0);
    say(`\n${passed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
  });
}
