// Measures activation in the extension host of a real VS Code, and the memory of each process: npm run bench:editor
import { cpus } from 'node:os';
import { z } from 'zod';
import { startEditor } from '../e2e/support/editorUnderTest';
import { hostFlags, runInHost } from '../e2e/support/runInHost';
import { faulty } from '../protocol/samples';

const rounds = 5;
const figuresSchema = z.object({
  activationMs: z.number().nullable(),
  firstLensMs: z.number(),
  firstCorrectionMs: z.number(),
  extensionHostBytes: z.number(),
  serverBytes: z.number(),
  inferenceBytes: z.number(),
});

type Round = z.output<typeof figuresSchema>;

async function measure(): Promise<Round> {
  // The workspace holds nothing that wakes the extension by itself.
  const files = { 'chat.txt': `Q: ${faulty.question}\nA: ${faulty.answer}\n` };
  const editor = await startEditor({ files, flags: hostFlags });
  try {
    const [result] = await runInHost(editor, 'activationSuite');
    if (result?.error !== undefined) throw new Error(result.error);
    return figuresSchema.parse(JSON.parse(editor.readFile('../activation.json')));
  } finally {
    await editor.close();
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

const all: Round[] = [];
for (let round = 0; round < rounds; round += 1) all.push(await measure());
const row = (name: string, key: keyof Round, unit: (value: number) => string): string => {
  const values = all.map((each) => each[key]).filter((value) => value !== null);
  return `| ${name} | ${unit(Math.min(...values))} | ${unit(median(values))} |`;
};
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const megabytes = (value: number): string => `${(value / 1e6).toFixed(0)} MB`;
process.stdout.write(
  [
    `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} logical processors; ${rounds} rounds`,
    '',
    '| | least | median |',
    '| --- | --- | --- |',
    row('activation of the extension', 'activationMs', ms),
    row('document to first lens, server start included', 'firstLensMs', ms),
    row('command to review, model load included', 'firstCorrectionMs', ms),
    row('memory: extension host, with all of VS Code’s own extensions', 'extensionHostBytes', megabytes),
    row('memory: language server', 'serverBytes', megabytes),
    row('memory: inference process', 'inferenceBytes', megabytes),
    '',
  ].join('\n'),
);
