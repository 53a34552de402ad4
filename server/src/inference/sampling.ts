import type { SamplingOptions } from '../protocol/model';
import { argMax } from './causalModel';

/** Draws the next token from a row of logits. */
export type TokenSampler = (logits: Float32Array) => number;

/** Uniform numbers in [0, 1) from a seed: Mulberry32, so that a seed gives the same text on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Candidate {
  readonly id: number;
  readonly logit: number;
}

/** The `count` largest logits, largest first; of equal ones, the smaller id first. 0 = all. */
export function topCandidates(logits: Float32Array, count: number): Candidate[] {
  const byLogit = (a: Candidate, b: Candidate) => b.logit - a.logit || a.id - b.id;
  const all = Array.from(logits, (logit, id) => ({ id, logit })).filter(({ logit }) => !Number.isNaN(logit));
  if (count <= 0 || count >= all.length) return all.sort(byLogit);
  // A sorted list of `count`: far cheaper than sorting a vocabulary for every token.
  const best: Candidate[] = [];
  for (const candidate of all) {
    const last = best.at(-1);
    if (best.length === count && last !== undefined && byLogit(candidate, last) > 0) continue;
    let at = best.length;
    while (at > 0 && byLogit(candidate, best[at - 1] ?? candidate) < 0) at--;
    best.splice(at, 0, candidate);
    if (best.length > count) best.pop();
  }
  return best;
}

/**
 * Sampling as in the evaluation of the Aligner paper (Table 9), with the order of vLLM: frequency penalty on what
 * was written, temperature, top-k, then top-p on the probabilities of what is left.
 */
export function createSampler(options: SamplingOptions): TokenSampler {
  const random = createRandom(options.seed);
  const written = new Map<number, number>();
  return (row) => {
    const logits = Float32Array.from(row);
    for (const [id, count] of written) logits[id] = (logits[id] ?? 0) - options.frequencyPenalty * count;
    const candidates = topCandidates(logits, options.topK);
    const highest = candidates[0]?.logit ?? 0;
    const weights = candidates.map(({ logit }) => Math.exp((logit - highest) / options.temperature));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let kept = 0;
    let mass = 0;
    // The token that crosses top-p is kept, so that there is always one.
    while (kept < weights.length && mass < options.topP * total) mass += weights[kept++] ?? 0;
    let rest = random() * mass;
    const index = weights.slice(0, kept).findIndex((weight) => (rest -= weight) < 0);
    const id = candidates[index === -1 ? Math.max(0, kept - 1) : index]?.id ?? argMax(logits);
    written.set(id, (written.get(id) ?? 0) + 1);
    return id;
  };
}
