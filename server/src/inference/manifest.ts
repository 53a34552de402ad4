import { z } from 'zod';
import { AlignerError } from '../protocol/errors';
import { manifestFileName } from '../protocol/identity';
import { parseTemplate } from './template';

/** A file name inside the model folder: forward slashes, no way out of it. */
const relativePath = z
  .string()
  .regex(/^[\w.-]+(\/[\w.-]+)*$/, 'must be a relative path inside the model folder')
  .refine((path) => !path.split('/').includes('..'), 'must not leave the model folder');

const fileEntry = z.strictObject({
  path: relativePath,
  /** Bytes. */
  size: z
    .int()
    .positive()
    .max(64 * 2 ** 30),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits'),
});

const tokens = z.int().min(16).max(4_194_304);

const precision = z.strictObject({
  /** The ONNX graph, one of `files`. */
  model: relativePath,
  files: z.array(fileEntry).min(1).max(200),
});

/**
 * Interfaces of a graph. `new-rows` gives only the keys and values of the new tokens, and the host owns the cache;
 * `present` gives the whole cache back, as exports of Optimum and transformers.js do.
 */
export const graphInterfaces = ['new-rows', 'present'] as const;
export type GraphInterface = (typeof graphInterfaces)[number];

const manifestSchema = z
  .strictObject({
    formatVersion: z.literal(1),
    name: z.string().min(1).max(200),
    version: z.string().min(1).max(100),
    /** A known template id, or a literal template with {question} and {answer}. */
    template: z.string().min(1).max(10_000),
    endOfTextIds: z.array(z.int().nonnegative()).min(1).max(64),
    /** Tokens that the graph can hold: prompt and correction together. */
    contextLength: tokens,
    /** Longest row that the Aligner was trained on, in tokens. */
    trainedLength: tokens.optional(),
    graph: z.enum(graphInterfaces),
    /** By precision, the one to use first. */
    precisions: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/), precision),
    /** tokenizer.json and its like, whatever the precision. */
    sharedFiles: z.array(fileEntry).max(50),
    base: z.strictObject({
      name: z.string().min(1),
      licence: z.string().min(1),
      source: z.string().optional(),
    }),
    licence: z.string().min(1),
    data: z.array(
      z.strictObject({
        name: z.string().min(1),
        licence: z.string().min(1),
        rows: z.int().nonnegative().optional(),
      }),
    ),
    training: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  })
  .check((context) => {
    const { precisions, trainedLength, contextLength } = context.value;
    const problem = (path: string[], message: string) => {
      context.issues.push({ code: 'custom', input: context.value, path, message });
    };
    if (Object.keys(precisions).length === 0) problem(['precisions'], 'must name at least one precision');
    for (const [name, { model, files }] of Object.entries(precisions)) {
      if (!files.some((file) => file.path === model))
        problem(['precisions', name, 'model'], 'must be one of its files');
    }
    if (trainedLength !== undefined && trainedLength > contextLength)
      problem(['trainedLength'], 'must not exceed contextLength');
  });

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestFile = z.output<typeof fileEntry>;

function invalid(file: string, reason: string): AlignerError {
  return new AlignerError(
    'manifestInvalid',
    `Could not read ${file}: because ${reason}. Correct ${manifestFileName}, or take the model folder anew.`,
    { file },
  );
}

/**
 * Reads `aligner.json`.
 *
 * @param file its path, for the error.
 * @throws AlignerError `manifestInvalid` naming each wrong field, or `templateUnknown`.
 */
export function parseManifest(text: string, file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(file, `it is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`);
    throw invalid(file, reasons.join('; '));
  }
  parseTemplate(parsed.data.template);
  return parsed.data;
}
