import type { CacheType, GraphPlan } from './graph';
import { hostTensor } from './session';
import type { HostArray, Tensor } from './session';

/** Keys and values of the tokens that a model has seen. */
export interface KvCache {
  /** Positions held. */
  readonly length: number;
  readonly place: 'host' | 'device';
  /** Outputs to ask for, so that `append` can take the new positions. */
  readonly outputs: readonly string[];
  /** The inputs of a pass that brings the cache to `total` positions. */
  feeds(total: number): Readonly<Record<string, Tensor>>;
  append(results: Readonly<Record<string, Tensor>>, count: number): void;
  /** Rolls back to at most `length` positions and says how many are left. */
  truncate(length: number): number;
  release(): void;
}

/** Buffers grow by this many positions: a larger step costs each pass more, since the graph copies the whole. */
const growthStep = 128;

type CacheArray = Exclude<HostArray, BigInt64Array>;

function allocate(type: CacheType, length: number): CacheArray {
  switch (type) {
    case 'float32':
      return new Float32Array(length);
    case 'float16':
      return new Uint16Array(length);
    case 'int8':
      return new Int8Array(length);
  }
}

/** The elements of a tensor in host memory, half-precision ones as their bits. */
function hostData(tensor: Tensor, type: CacheType): CacheArray {
  const data = tensor.data;
  if (typeof data !== 'object' || !ArrayBuffer.isView(data)) throw new TypeError('not a numeric tensor');
  const { buffer, byteOffset, byteLength } = data;
  switch (type) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case 'float16':
      return new Uint16Array(buffer, byteOffset, byteLength / 2);
    case 'int8':
      return new Int8Array(buffer, byteOffset, byteLength);
  }
}

/** Copies `rows` positions of every head from one [1, heads, capacity, headSize] array into another. */
function copyRows(
  from: { readonly data: CacheArray; readonly capacity: number },
  to: { readonly data: CacheArray; readonly capacity: number; readonly at: number },
  rows: number,
  { heads, headSize }: GraphPlan['cache'],
): void {
  for (let head = 0; head < heads; head++) {
    const start = head * from.capacity * headSize;
    to.data.set(from.data.subarray(start, start + rows * headSize), (head * to.capacity + to.at) * headSize);
  }
}

/**
 * Cache of a `new-rows` graph: one array for each tensor, with room to spare. A pass gives the rows of its tokens,
 * which are written behind the used ones, so rolling back is setting a number. `exact` feeds no spare room, for
 * backends that take the size of the input for the length of the past.
 */
export function createRowCache(plan: GraphPlan, exact: boolean): KvCache {
  const { cache, past, fresh } = plan;
  let length = 0;
  let capacity = 0;
  let arrays: CacheArray[] = past.map(() => allocate(cache.type, 0));
  let tensors: Record<string, Tensor> = {};

  const resize = (to: number) => {
    arrays = arrays.map((data) => {
      const grown = allocate(cache.type, cache.heads * to * cache.headSize);
      copyRows({ data, capacity }, { data: grown, capacity: to, at: 0 }, length, cache);
      return grown;
    });
    capacity = to;
    tensors = Object.fromEntries(
      past.map((name, i) => [
        name,
        hostTensor(cache.type, arrays[i] ?? allocate(cache.type, 0), [
          1,
          cache.heads,
          capacity,
          cache.headSize,
        ]),
      ]),
    );
  };

  return {
    get length() {
      return length;
    },
    place: 'host',
    outputs: fresh,
    feeds: (total) => {
      if (exact && capacity !== length) resize(length);
      else if (!exact && total > capacity) resize(Math.ceil(total / growthStep) * growthStep);
      else if (Object.keys(tensors).length === 0) resize(capacity);
      return tensors;
    },
    append: (results, count) => {
      if (length + count > capacity) resize(length + count);
      fresh.forEach((name, i) => {
        const result = results[name];
        const data = arrays[i];
        if (result === undefined || data === undefined) throw new TypeError(`no output ${name}`);
        copyRows(
          { data: hostData(result, cache.type), capacity: count },
          { data, capacity, at: length },
          count,
          cache,
        );
      });
      length += count;
    },
    truncate: (to) => {
      length = Math.min(length, to);
      return length;
    },
    release: () => {
      arrays = [];
      tensors = {};
    },
  };
}

/**
 * Cache of a `present` graph: what came out goes in again. On a device the tensors never leave it, and cannot be cut
 * from here, so that rolling back is starting anew.
 */
export function createPresentCache(plan: GraphPlan, place: 'host' | 'device'): KvCache {
  const { cache, past, present } = plan;
  const empty = () =>
    past.map(() => hostTensor(cache.type, allocate(cache.type, 0), [1, cache.heads, 0, cache.headSize]));
  let length = 0;
  let tensors: readonly Tensor[] = empty();

  const replace = (next: readonly Tensor[]) => {
    const old = tensors;
    tensors = next;
    if (place === 'device') for (const tensor of old) tensor.dispose();
  };

  return {
    get length() {
      return length;
    },
    place,
    outputs: present,
    feeds: () => Object.fromEntries(past.map((name, i) => [name, tensors[i]])) as Record<string, Tensor>,
    append: (results, count) => {
      replace(
        present.map((name) => {
          const result = results[name];
          if (result === undefined) throw new TypeError(`no output ${name}`);
          return result;
        }),
      );
      length += count;
    },
    truncate: (to) => {
      if (to >= length) return length;
      if (to <= 0 || place === 'device') {
        replace(empty());
        length = 0;
        return 0;
      }
      const cut = tensors.map((tensor) => {
        const data = allocate(cache.type, cache.heads * to * cache.headSize);
        copyRows(
          { data: hostData(tensor, cache.type), capacity: length },
          { data, capacity: to, at: 0 },
          to,
          cache,
        );
        return hostTensor(cache.type, data, [1, cache.heads, to, cache.headSize]);
      });
      replace(cut);
      length = to;
      return length;
    },
    release: () => {
      replace([]);
    },
  };
}
