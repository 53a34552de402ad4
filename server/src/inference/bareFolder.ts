import { join } from 'node:path';
import { z } from 'zod';
import { AlignerError } from '../protocol/errors';
import type { FileSystem } from '../runtime';
import type { CacheShape } from './graph';

/** What is known of a model folder that has no manifest, from the files that its export wrote. */
export interface BareFolderFacts {
  readonly graphFile: string;
  readonly precision: string;
  readonly endIds: readonly number[];
  /** Text of the end token, where no id is given. */
  readonly endToken: string;
  readonly contextLength: number;
  readonly cacheShape: CacheShape;
  readonly warnings: readonly string[];
}

const count = z.int().positive();
const ids = z.union([z.int().nonnegative(), z.array(z.int().nonnegative())]);
const modelConfig = z.object({
  eos_token_id: ids.nullish(),
  max_position_embeddings: count.nullish(),
  num_attention_heads: count.nullish(),
  num_key_value_heads: count.nullish(),
  hidden_size: count.nullish(),
  head_dim: count.nullish(),
});
const generationConfig = z.object({ eos_token_id: ids.nullish() });
const tokenizerConfig = z.object({
  eos_token: z.union([z.string(), z.object({ content: z.string() })]).nullish(),
  model_max_length: z.number().positive().nullish(),
});

const unknownContextLength = 2048;
const longestContext = 4_194_304;

function parse<T extends z.ZodType>(schema: T, text: string | undefined): z.output<T> | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    // A broken side file counts as none: what it would have said is asked of the others, or warned about.
    return undefined;
  }
}

/** Sizes of the KV cache by config.json. */
export function readModelConfig(text: string | undefined): {
  readonly cacheShape: CacheShape;
  readonly contextLength: number | undefined;
  readonly endIds: readonly number[];
} {
  const config = parse(modelConfig, text);
  const heads = config?.num_attention_heads ?? undefined;
  return {
    cacheShape: {
      heads: config?.num_key_value_heads ?? heads,
      headSize:
        config?.head_dim ??
        (config?.hidden_size && heads !== undefined ? config.hidden_size / heads : undefined),
    },
    contextLength: config?.max_position_embeddings ?? undefined,
    endIds: [config?.eos_token_id ?? []].flat(),
  };
}

async function findGraph(
  folder: string,
  files: FileSystem,
): Promise<{ path: string; others: readonly string[] }> {
  for (const sub of ['', 'onnx']) {
    const names = ((await files.list(join(folder, sub))) ?? [])
      .filter((name) => name.endsWith('.onnx'))
      .toSorted();
    const name = names.includes('model.onnx') ? 'model.onnx' : names[0];
    if (name !== undefined) {
      return { path: join(folder, sub, name), others: names.filter((other) => other !== name) };
    }
  }
  throw new AlignerError(
    'modelNotFound',
    `Could not load the model: because ${folder} holds no .onnx file. Choose a folder with an exported model.`,
    { file: folder },
  );
}

/** The precision that names of published exports tell: model_q4.onnx, model_fp16.onnx. */
function precisionOf(path: string): string {
  return /_(fp16|fp32|int8|uint8|q4f16|q4|q8|bnb4|quantized)\.onnx$/.exec(path)?.[1] ?? 'unknown';
}

/** Finds the graph of a folder without a manifest, and what its side files say. */
export async function bareFolderFacts(
  folder: string,
  read: (path: string) => Promise<string | undefined>,
  files: FileSystem,
): Promise<BareFolderFacts> {
  const graph = await findGraph(folder, files);
  const config = readModelConfig(await read(join(folder, 'config.json')));
  const generation = parse(generationConfig, await read(join(folder, 'generation_config.json')));
  const tokenizer = parse(tokenizerConfig, await read(join(folder, 'tokenizer_config.json')));
  const endToken = tokenizer?.eos_token ?? '';
  const fromGeneration = [generation?.eos_token_id ?? []].flat();
  const told = config.contextLength ?? tokenizer?.model_max_length ?? undefined;
  // transformers writes 1e30 where no length is known.
  const contextLength = told === undefined || told > longestContext ? undefined : Math.floor(told);
  return {
    graphFile: graph.path,
    precision: precisionOf(graph.path),
    endIds: fromGeneration.length > 0 ? fromGeneration : config.endIds,
    endToken: typeof endToken === 'string' ? endToken : endToken.content,
    contextLength: contextLength ?? unknownContextLength,
    cacheShape: config.cacheShape,
    warnings: [
      ...(graph.others.length === 0
        ? []
        : [`The model folder holds several graphs; ${graph.path} is used, not ${graph.others.join(', ')}.`]),
      ...(contextLength === undefined
        ? [
            `The model folder does not say how long its context is; ${unknownContextLength} tokens are assumed.`,
          ]
        : []),
    ],
  };
}
