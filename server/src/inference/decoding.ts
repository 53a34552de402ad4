import type { CausalModel } from './causalModel';
import type { TokenSampler } from './sampling';

export interface DecodingOptions {
  readonly model: CausalModel;
  /** Tokens of the prompt that an earlier call left in the cache; kept up to date, also when a pass fails. */
  readonly cached: CachedPrompt;
  readonly promptIds: readonly number[];
  readonly maxNewTokens: number;
  readonly endIds: ReadonlySet<number>;
  /** Absent: greedy. */
  readonly sample?: TokenSampler | undefined;
  /** Awaited before every pass: lets messages in, and throws when the work was cancelled. */
  readonly beforePass: () => Promise<void>;
  readonly onPrefill: (done: number, total: number) => void;
  /** Says why to end after this token; undefined goes on. */
  readonly onToken: (id: number) => 'end' | 'repeating' | undefined;
}

/** Which prompt the first positions of the cache stand for. */
export interface CachedPrompt {
  ids: readonly number[];
}

export interface Decoded {
  /** Without the end token. */
  readonly ids: readonly number[];
  readonly stop: 'end' | 'limit' | 'repeating';
  readonly reusedTokens: number;
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a[length] === b[length]) length++;
  return length;
}

/**
 * Positions that can be reused: whole chunks only, and never the last token. So every pass of a prompt has the same
 * tokens as without reuse, and its result the same bits: kernels may round differently for other row counts.
 */
export function reusableLength(
  cached: readonly number[],
  promptIds: readonly number[],
  chunk: number,
): number {
  const common = Math.min(commonPrefix(cached, promptIds), promptIds.length - 1);
  return Math.floor(common / chunk) * chunk;
}

/**
 * Writes after a prompt, token by token, until an end token, the limit or a loop. What is in the cache before is
 * reused where it is the same; greedy output does not depend on it.
 */
export async function decode(options: DecodingOptions): Promise<Decoded> {
  const { model, cached, promptIds } = options;
  const next = async (ids: readonly number[]) =>
    options.sample === undefined
      ? model.next(ids)
      : options.sample((await model.logits(ids, 1))[0] ?? new Float32Array());

  const wanted = reusableLength(cached.ids, promptIds, model.longestPass);
  let position = model.truncate(wanted);
  // A cache on a device cannot be cut: it is empty then, or holds less than was wished.
  if (position !== wanted) position = model.truncate(0);
  const reusedTokens = position;
  cached.ids = promptIds.slice(0, position);
  options.onPrefill(position, promptIds.length);

  let token = -1;
  while (position < promptIds.length) {
    await options.beforePass();
    const chunk = promptIds.slice(position, position + model.longestPass);
    const isLast = position + chunk.length === promptIds.length;
    if (isLast) token = await next(chunk);
    else await model.feed(chunk);
    position += chunk.length;
    cached.ids = promptIds.slice(0, position);
    options.onPrefill(position, promptIds.length);
  }

  const ids: number[] = [];
  while (!options.endIds.has(token)) {
    ids.push(token);
    const stop = options.onToken(token);
    if (stop !== undefined) return { ids, stop, reusedTokens };
    if (ids.length >= options.maxNewTokens) return { ids, stop: 'limit', reusedTokens };
    await options.beforePass();
    token = await next([token]);
  }
  return { ids, stop: 'end', reusedTokens };
}
