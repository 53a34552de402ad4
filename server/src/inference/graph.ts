import { AlignerError } from '../protocol/errors';
import type { GraphInterface } from './manifest';
import type { TensorInfo } from './session';

const cacheTypes = ['float32', 'float16', 'int8'] as const;
export type CacheType = (typeof cacheTypes)[number];

/** How to drive a decoder graph: which of the two interfaces it has, and the names to use. */
export interface GraphPlan {
  readonly interface: GraphInterface;
  /** Keys and values of all layers: `past[i]` goes in, `fresh[i]` or `present[i]` comes out. */
  readonly past: readonly string[];
  /** Outputs with the new rows only; empty for `present`. */
  readonly fresh: readonly string[];
  /** Outputs with the whole cache; a `new-rows` graph may have them too, for a cache that stays on a device. */
  readonly present: readonly string[];
  readonly cache: { readonly type: CacheType; readonly heads: number; readonly headSize: number };
  readonly positionIds: boolean;
  readonly attentionMask: boolean;
  /** The input that limits the rows of `logits`, if the graph has one. */
  readonly logitsLimit: { readonly name: string; readonly shape: readonly number[] } | undefined;
  /** The graph takes the arg-max itself. */
  readonly nextTokens: boolean;
}

/** Sizes from config.json, for graphs whose cache has symbolic names where numbers should be. */
export interface CacheShape {
  readonly heads: number | undefined;
  readonly headSize: number | undefined;
}

const expectation =
  'Expected the inputs input_ids, attention_mask, past_key_values.N.key and past_key_values.N.value (and, where wished, position_ids, num_logits or num_logits_to_keep), and the outputs logits and either new.N.key and new.N.value or present.N.key and present.N.value (and, where wished, next_tokens)';

function invalid(file: string, reason: string): AlignerError {
  return new AlignerError(
    'graphInvalid',
    `Could not use ${file}: because ${reason}. ${expectation}. Export the model again.`,
    { file },
  );
}

function cacheNames(infos: readonly TensorInfo[], prefix: string): string[] {
  const layers = infos.filter(({ name }) => name.startsWith(`${prefix}.`) && name.endsWith('.key')).length;
  const all = new Set(infos.map(({ name }) => name));
  const names = Array.from({ length: layers }, (_, i) => [
    `${prefix}.${i}.key`,
    `${prefix}.${i}.value`,
  ]).flat();
  return names.filter((name) => all.has(name));
}

function isCacheType(type: string): type is CacheType {
  return (cacheTypes as readonly string[]).includes(type);
}

function readCache(info: TensorInfo, shape: CacheShape, file: string): GraphPlan['cache'] {
  if (!isCacheType(info.type)) throw invalid(file, `its input ${info.name} has the type ${info.type}`);
  const heads = typeof info.shape[1] === 'number' ? info.shape[1] : shape.heads;
  const headSize = typeof info.shape[3] === 'number' ? info.shape[3] : shape.headSize;
  if (info.shape.length !== 4 || heads === undefined || headSize === undefined) {
    throw invalid(
      file,
      `its input ${info.name} has the shape [${info.shape.join(', ')}], not [batch, heads, past, head size], and config.json does not say the sizes`,
    );
  }
  return { type: info.type, heads, headSize };
}

const knownInputs = new Set([
  'input_ids',
  'attention_mask',
  'position_ids',
  'num_logits',
  'num_logits_to_keep',
]);

/**
 * Recognises a decoder graph by the names of its inputs and outputs, before anything is run.
 *
 * @param expected what the manifest says, if there is one.
 * @throws AlignerError `graphInvalid` naming what is missing or too much.
 */
export function planGraph(
  inputs: readonly TensorInfo[],
  outputs: readonly TensorInfo[],
  shape: CacheShape,
  expected: GraphInterface | undefined,
  file: string,
): GraphPlan {
  const input = (name: string) => inputs.find((info) => info.name === name);
  const has = (name: string) => outputs.some((info) => info.name === name);
  const past = cacheNames(inputs, 'past_key_values');
  const fresh = cacheNames(outputs, 'new');
  const present = cacheNames(outputs, 'present');

  const ids = input('input_ids');
  if (ids === undefined) {
    throw invalid(file, `it has no input input_ids, but ${inputs.map(({ name }) => name).join(', ')}`);
  }
  if (ids.type !== 'int64') throw invalid(file, `its input input_ids has the type ${ids.type}, not int64`);
  const first = past[0] === undefined ? undefined : input(past[0]);
  if (first === undefined) throw invalid(file, 'it has no inputs past_key_values.N.key, so no KV cache');
  const unknown = inputs.map(({ name }) => name).filter((n) => !knownInputs.has(n) && !past.includes(n));
  if (unknown.length > 0) throw invalid(file, `it has inputs that nobody fills: ${unknown.join(', ')}`);

  const isNewRows = fresh.length > 0;
  const cacheOutputs = isNewRows ? fresh : present;
  if (cacheOutputs.length !== past.length) {
    throw invalid(
      file,
      `it has ${past.length} past_key_values inputs and ${cacheOutputs.length} ${isNewRows ? 'new' : 'present'} outputs`,
    );
  }
  const found: GraphInterface = isNewRows ? 'new-rows' : 'present';
  if (expected !== undefined && expected !== found) {
    throw invalid(file, `aligner.json says its interface is ${expected}, but it is ${found}`);
  }
  if (!has('logits')) throw invalid(file, 'it has no output logits');

  const limit = input('num_logits') ?? input('num_logits_to_keep');
  return {
    interface: found,
    past,
    fresh,
    present: present.length === past.length ? present : [],
    cache: readCache(first, shape, file),
    positionIds: input('position_ids') !== undefined,
    attentionMask: input('attention_mask') !== undefined,
    logitsLimit:
      limit === undefined ? undefined : { name: limit.name, shape: limit.shape.length === 0 ? [] : [1] },
    nextTokens: has('next_tokens'),
  };
}
