import { join } from 'node:path';
import { z } from 'zod';
import { run } from '../../../scripts/support/run';
import { repositoryRoot } from '../../../scripts/support/paths';

const correctionSchema = z.object({
  question: z.string(),
  answer: z.string(),
  correction: z.string(),
  hunks: z.array(
    z.object({
      original: z.object({ start: z.number(), end: z.number() }),
      originalText: z.string(),
      correctedText: z.string(),
      summary: z.string(),
    }),
  ),
});

/** What the terminal program says of one answer. */
export type TerminalCorrection = z.output<typeof correctionSchema>;

/**
 * The corrections of a file's answers by the embedded Aligner, made by the terminal program: greedy decoding gives
 * the same in the editor, so the tests need not know what the model of the day writes.
 */
export async function correctInTerminal(path: string): Promise<readonly TerminalCorrection[]> {
  const program = join(repositoryRoot, 'server/out/cli.cjs');
  const { code, output } = await run(process.execPath, [program, 'correct', '--json', path], {
    output: 'capture',
  });
  if (code !== 0) throw new Error(`aligner correct ended with ${code}: ${output}`);
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => correctionSchema.parse(JSON.parse(line)));
}

/** The answer with the hunks at some indices; what the review must write when those are accepted. */
export function withHunks(
  { answer, hunks }: TerminalCorrection,
  accepted: readonly number[] = hunks.map((_, index) => index),
): string {
  return hunks.reduceRight(
    (text, { original, correctedText }, index) =>
      accepted.includes(index)
        ? text.slice(0, original.start) + correctedText + text.slice(original.end)
        : text,
    answer,
  );
}
