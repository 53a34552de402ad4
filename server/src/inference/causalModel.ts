import type { GraphPlan } from './graph';
import type { KvCache } from './kvCache';
import { int64Tensor } from './session';
import type { Session, Tensor } from './session';

/** Tokens read in one pass of a prompt: large enough to be fast, small enough to cancel within. */
export const prefillChunk = 128;

/** A decoder with a KV cache: every pass sees the tokens before it, and adds its own. */
export interface CausalModel {
  /** Tokens in the cache. */
  readonly length: number;
  readonly kvCache: 'host' | 'device';
  /** Most tokens to read in one pass: fewer than usual where a device computes long passes wrongly. */
  longestPass: number;
  /** Reads tokens, and gives nothing back. */
  feed(ids: readonly number[]): Promise<void>;
  /** Reads tokens, and gives the most probable next one. */
  next(ids: readonly number[]): Promise<number>;
  /** Reads tokens, and gives the logits [rows][vocabulary] after each of the last `rows`. */
  logits(ids: readonly number[], rows: number): Promise<readonly Float32Array[]>;
  /** Forgets what is behind `length` tokens; says how many are left, which may be fewer. */
  truncate(length: number): number;
  release(): Promise<void>;
}

/** IEEE 754 binary16 to number. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The last `rows` rows of a [1, positions, vocabulary] tensor. */
function lastRows(tensor: Tensor, rows: number): Float32Array[] {
  const { data } = tensor;
  const values =
    data instanceof Uint16Array
      ? Float32Array.from(data, fromHalf)
      : data instanceof Float32Array
        ? data
        : Float32Array.from(data as ArrayLike<number>);
  const vocabulary = tensor.dims.at(-1) ?? 0;
  return Array.from({ length: rows }, (_, row) => {
    const start = values.length - (rows - row) * vocabulary;
    return values.subarray(start, start + vocabulary);
  });
}

/** Index of the largest value; the first of equal ones, as ONNX ArgMax. */
export function argMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) {
    if ((values[i] ?? -Infinity) > (values[best] ?? -Infinity)) best = i;
  }
  return best;
}

/** Drives a graph by its plan. One pass at a time. */
export function createCausalModel(session: Session, plan: GraphPlan, cache: KvCache): CausalModel {
  const pass = async (ids: readonly number[], rows: number, outputs: readonly string[]) => {
    const past = cache.length;
    const total = past + ids.length;
    const feeds: Record<string, Tensor> = {
      ...cache.feeds(total),
      input_ids: int64Tensor(ids, [1, ids.length]),
    };
    if (plan.attentionMask) {
      feeds['attention_mask'] = int64Tensor(new Array<number>(total).fill(1), [1, total]);
    }
    if (plan.positionIds) {
      feeds['position_ids'] = int64Tensor(
        ids.map((_, i) => past + i),
        [1, ids.length],
      );
    }
    if (plan.logitsLimit !== undefined) {
      feeds[plan.logitsLimit.name] = int64Tensor([rows], plan.logitsLimit.shape);
    }
    const results = await session.run(feeds, [...outputs, ...cache.outputs]);
    cache.append(results, ids.length);
    return results;
  };
  const logits = async (ids: readonly number[], rows: number) => {
    const result = (await pass(ids, rows, ['logits']))['logits'];
    if (result === undefined) throw new TypeError('no output logits');
    return lastRows(result, rows);
  };

  return {
    get length() {
      return cache.length;
    },
    kvCache: cache.place,
    longestPass: prefillChunk,
    feed: async (ids) => {
      await pass(ids, 1, []);
    },
    next: async (ids) => {
      if (!plan.nextTokens) return argMax((await logits(ids, 1))[0] ?? new Float32Array());
      const result = (await pass(ids, 1, ['next_tokens']))['next_tokens'];
      const data = result?.data;
      if (!(data instanceof BigInt64Array)) throw new TypeError('no int64 output next_tokens');
      return Number(data.at(-1));
    },
    logits,
    truncate: (length) => cache.truncate(length),
    release: async () => {
      cache.release();
      await session.release();
    },
  };
}
