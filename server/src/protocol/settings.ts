import { z } from 'zod';
import { providerIds } from './model';

/**
 * Every setting, once: its key below `aligner.`, schema with default, scope and text. package.json and
 * docs/settings.md are generated from this table, and a contract test compares them.
 */
interface SettingDefinition<T extends z.ZodType> {
  readonly schema: T;
  readonly scope: 'machine' | 'machine-overridable' | 'window' | 'resource' | 'language-overridable';
  /** A workspace's value is ignored until the workspace is trusted. */
  readonly restricted?: true;
  readonly description: string;
  readonly enumDescriptions?: readonly string[];
}

function setting<T extends z.ZodType>(definition: SettingDefinition<T>): SettingDefinition<T> {
  return definition;
}

export const settingDefinitions = {
  model: setting({
    schema: z.string().default(''),
    scope: 'machine-overridable',
    restricted: true,
    description:
      'Folder of the Aligner to use. Empty: the embedded starter Aligner. Use the command "Aligner: Select Model" to choose one.',
  }),
  modelFolders: setting({
    schema: z.array(z.string()).default([]),
    scope: 'machine-overridable',
    restricted: true,
    description: 'More model folders, offered by the command "Aligner: Select Model".',
  }),
  template: setting({
    schema: z.string().default(''),
    scope: 'machine-overridable',
    restricted: true,
    description:
      'Prompt template for a model folder that has no aligner.json: `correction-v2`, `aligner-v1`, `empathy`, or a text that holds `{question}` and `{answer}`. The manifest of a model counts more than this setting.',
  }),
  provider: setting({
    schema: z.enum(providerIds).default('auto'),
    scope: 'machine-overridable',
    restricted: true,
    description: 'Where the model runs. The language status item shows the choice and its reason.',
    enumDescriptions: [
      'The fastest provider that works for this model on this machine.',
      'The processor.',
      'The graphics card, through WebGPU.',
      'An NVIDIA graphics card, through CUDA (Linux x64).',
      'A graphics card, through DirectML (Windows).',
      'Apple hardware, through Core ML (macOS).',
    ],
  }),
  threads: setting({
    schema: z.int().min(0).max(256).default(0),
    scope: 'machine-overridable',
    description: 'Processor threads for the model. 0: the number of physical cores, at most 8.',
  }),
  idleUnloadMinutes: setting({
    schema: z.number().min(0).max(1440).default(10),
    scope: 'machine-overridable',
    description: 'Minutes without a correction after which the model leaves memory. 0: never.',
  }),
  'review.mode': setting({
    schema: z.enum(['diff', 'inline']).default('diff'),
    scope: 'window',
    description: 'How a correction is reviewed.',
    enumDescriptions: [
      'In a diff editor: the answer on the left, the correction on the right.',
      'In the document itself: deleted words struck through, inserted words beside them.',
    ],
  }),
  'codeLens.enabled': setting({
    schema: z.boolean().default(true),
    scope: 'resource',
    description: 'Show "Correct" above every LLM answer that is found in a document.',
  }),
  'decoding.mode': setting({
    schema: z.enum(['greedy', 'sampling']).default('greedy'),
    scope: 'resource',
    description: 'How the next token is chosen.',
    enumDescriptions: [
      'The most probable token: the same answer gets the same correction every time.',
      'Drawn at random by the settings below, so that "Regenerate" can give another correction.',
    ],
  }),
  'decoding.temperature': setting({
    schema: z.number().min(0.01).max(2).default(0.3),
    scope: 'resource',
    description: 'Sampling only: values under 1 favour probable tokens.',
  }),
  'decoding.topK': setting({
    schema: z.int().min(0).max(1000).default(10),
    scope: 'resource',
    description: 'Sampling only: draw from this many most probable tokens. 0: no limit.',
  }),
  'decoding.topP': setting({
    schema: z.number().min(0.01).max(1).default(0.95),
    scope: 'resource',
    description: 'Sampling only: draw from the most probable tokens that together reach this probability.',
  }),
  'decoding.frequencyPenalty': setting({
    schema: z.number().min(0).max(2).default(0),
    scope: 'resource',
    description:
      'Sampling only: lowers the logit of a token for each time it was written already. The evaluation of the Aligner paper used 1.2, which fights copying in long answers.',
  }),
  'trace.server': setting({
    schema: z.enum(['off', 'messages', 'verbose']).default('off'),
    scope: 'window',
    description: 'Log the messages between the editor and the language server.',
  }),
} as const;

type Definitions = typeof settingDefinitions;
export type SettingKey = keyof Definitions;
export type Settings = { readonly [K in SettingKey]: z.output<Definitions[K]['schema']> };

/** The value of one setting: what is given if it is valid, else the default. */
function readSetting(
  key: SettingKey,
  value: unknown,
): { readonly value: unknown; readonly problem?: string } {
  const { schema } = settingDefinitions[key];
  const parsed = schema.safeParse(value ?? undefined);
  if (parsed.success) return { value: parsed.data };
  const reason = parsed.error.issues.map((issue) => issue.message).join('; ');
  const fallback: unknown = schema.parse(undefined);
  return {
    value: fallback,
    problem: `The setting aligner.${key} was ignored: ${reason}. Its default ${JSON.stringify(fallback)} is used.`,
  };
}

/**
 * Reads settings from a lookup by key (`provider`, `review.mode`). Never throws: a wrong value gives the default
 * and a problem to show.
 */
export function readSettings(lookup: (key: SettingKey) => unknown): {
  readonly settings: Settings;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const entries = (Object.keys(settingDefinitions) as SettingKey[]).map((key) => {
    const { value, problem } = readSetting(key, lookup(key));
    if (problem !== undefined) problems.push(problem);
    return [key, value] as const;
  });
  return { settings: Object.fromEntries(entries) as Settings, problems };
}

/** Looks a setting up in the object that `workspace/configuration` gives for the section `aligner`. */
export function lookupIn(section: unknown): (key: SettingKey) => unknown {
  return (key) => {
    let value: unknown = section;
    for (const name of key.split('.')) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
}
