import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Engine } from '../../server/src/inference/engine';
import type { CorrectionResult } from '../../server/src/protocol/correction';

const tripleSchema = z.strictObject({
  kind: z.string(),
  question: z.string().min(1),
  answer: z.string().min(1),
  correction: z.string().min(1),
});
export type KnownTriple = z.output<typeof tripleSchema>;

/** How a model does on known triples. Shares are between 0 and 1. */
export interface TripleFigures {
  readonly count: number;
  /** Corrections that the model ended by itself. */
  readonly ended: number;
  readonly empty: number;
  /** Good answers left word for word. */
  readonly keptShare: number;
  /** Tokens of good answers that stand in their corrections too. */
  readonly copiedShare: number;
  /** Faulty answers changed in any way. */
  readonly changedShare: number;
  /** Corrected exactly as the author did, of all. */
  readonly exactShare: number;
  readonly tokensPerSecond: number;
}

export interface CheckedTriple {
  readonly triple: KnownTriple;
  readonly correction: string;
}

/** Reads a JSON Lines file of triples. */
export async function readTriples(file: string): Promise<readonly KnownTriple[]> {
  const text = await readFile(file, 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => tripleSchema.parse(JSON.parse(line)));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Corrects every known answer, and counts. */
export async function checkTriples(
  engine: Engine,
  triples: readonly KnownTriple[],
): Promise<{ readonly figures: TripleFigures; readonly checked: readonly CheckedTriple[] }> {
  const results: { triple: KnownTriple; result: CorrectionResult; isGood: boolean }[] = [];
  for (const triple of triples) {
    const result = await engine.correct(triple, { isCancelled: () => false, onEvent: () => undefined });
    results.push({ triple, result, isGood: triple.answer === triple.correction });
  }
  const good = results.filter(({ isGood }) => isGood);
  const faulty = results.filter(({ isGood }) => !isGood);
  const hasNotice = (kind: string) => (one: (typeof results)[number]) =>
    one.result.notices.some((notice) => notice.kind === kind);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    figures: {
      count: results.length,
      ended: results.filter(
        (one) => !hasNotice('stoppedAtLimit')(one) && !hasNotice('stoppedRepeating')(one),
      ).length,
      empty: results.filter(hasNotice('keptEmptyPart')).length,
      keptShare: share(good.filter(({ result }) => !result.changed).length, good.length),
      copiedShare: share(
        sum(good.map(({ result }) => result.stats.copiedTokens)),
        sum(good.map(({ result }) => result.stats.newTokens)),
      ),
      changedShare: share(faulty.filter(({ result }) => result.changed).length, faulty.length),
      exactShare: share(
        results.filter(({ triple, result }) => result.correction === triple.correction).length,
        results.length,
      ),
      tokensPerSecond: share(sum(results.map(({ result }) => result.stats.tokensPerSecond)), results.length),
    },
    checked: results.map(({ triple, result }) => ({ triple, correction: result.correction })),
  };
}

/** What a model must reach whatever the present one does. */
export const leastFigures = { copiedShare: 0.7, changedShare: 0.25 } as const;
/** A dozen triples are a smoke test, so only a clear drop counts as worse. */
const clearDrop = 0.25;

/** Reasons to refuse a model; none if it may replace the present one. */
export function reasonsAgainst(found: TripleFigures, present: TripleFigures | undefined): string[] {
  const percent = (value: number) => `${(value * 100).toFixed(0)} %`;
  const reasons: string[] = [];
  if (found.ended < found.count) {
    reasons.push(`it ended only ${found.ended} of ${found.count} corrections by itself`);
  }
  if (found.empty > 0) reasons.push(`it wrote nothing for ${found.empty} of ${found.count} answers`);
  if (found.copiedShare < leastFigures.copiedShare) {
    reasons.push(
      `only ${percent(found.copiedShare)} of what it wrote for good answers is theirs, and ${percent(leastFigures.copiedShare)} is the least`,
    );
  }
  if (found.changedShare < leastFigures.changedShare) {
    reasons.push(
      `it changed only ${percent(found.changedShare)} of the faulty answers, and ${percent(leastFigures.changedShare)} is the least`,
    );
  }
  const balance = (figures: TripleFigures) => (figures.keptShare + figures.changedShare) / 2;
  if (present !== undefined && balance(found) < balance(present) - clearDrop) {
    reasons.push(
      `it treats ${percent(balance(found))} of the answers as it should, and the present model ${percent(balance(present))}`,
    );
  }
  return reasons;
}
