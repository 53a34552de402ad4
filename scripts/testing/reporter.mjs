// The reporter of node:test that scripts/test.ts uses: says each test, with the cause where one failed, and writes
// the counts (counts.ts) to the file that ALIGNER_TEST_COUNTS names. Plain JavaScript, because node:test loads it
// before tsx is there.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';

function describeFailure({ name, file, line, details }) {
  const { error } = details;
  const cause = error.cause ?? error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  const place = file === undefined ? '' : ` (${relative(process.cwd(), file)}:${line})`;
  return `  ✖ ${name}${place}\n${text.replace(/^/gm, '      ')}\n`;
}

async function* reporter(source) {
  const counts = { passed: 0, failed: 0, notRun: [], emptyFiles: [] };
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A suite is no test; it fails if one of its tests does.
    if (data.details.type === 'suite') {
      if (type === 'test:fail' && data.details.error.failureType !== 'subtestsFailed') {
        counts.failed += 1;
        yield describeFailure(data);
      }
      continue;
    }
    if (data.skip !== undefined || data.todo !== undefined) {
      counts.notRun.push(data.name);
      yield `  ✖ ${data.name}: skipped or to do, which shows nothing\n`;
    } else if (type === 'test:fail') {
      counts.failed += 1;
      yield describeFailure(data);
    } else if (data.name === data.file) {
      // node:test reports a file without tests as a test that passed.
      counts.emptyFiles.push(data.file);
      yield `  ✖ ${relative(process.cwd(), data.file)} holds no test\n`;
    } else {
      counts.passed += 1;
      if (process.env.ALIGNER_TEST_VERBOSE === '1')
        yield `  ✔ ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    }
  }
  writeFileSync(process.env.ALIGNER_TEST_COUNTS, JSON.stringify(counts));
}

export { reporter as default };
