/**
 * Every failure a user can meet, by a stable code. The text says what could not be done, why, and what to do;
 * the code is what programs match on. docs/protocol.md lists them and a contract test compares.
 */
export const errorCodes = {
  untrusted: 'The workspace is not trusted, so nothing is started for it.',
  modelNotFound: 'The model folder does not exist or holds no model.',
  modelFileMissing: 'A file that the manifest names is not in the model folder.',
  modelFileCorrupt: 'A model file has another size or sha256 than the manifest says.',
  manifestInvalid: 'aligner.json is not JSON, or a field is missing, of the wrong type, or absurd.',
  templateUnknown:
    'The manifest names a template that this version does not know, or a literal one without its slots.',
  graphInvalid:
    'The file is not an ONNX graph, or its inputs and outputs are not those of a known interface.',
  tokenizerInvalid: 'tokenizer.json cannot be read, or lacks the end-of-text token.',
  providerUnavailable: 'The wished execution provider does not work on this machine.',
  outOfMemory: 'The model or its KV cache does not fit in memory.',
  answerEmpty: 'There is no answer text to correct.',
  answerTooLong: 'The answer is longer than what is corrected in one request.',
  questionTooLong: 'The question leaves no room for the answer in the context of the model.',
  answerNotFound: 'No answer was found at the place.',
  answerChanged: 'The answer in the document is no longer the one that was corrected.',
  correctionUnwritable:
    'The correction cannot be written at this place without changing what the document says elsewhere.',
  documentReadOnly: 'The document cannot be written.',
  inferenceCrashed: 'The inference process ended unexpectedly.',
  cancelled: 'The user or a newer request cancelled the work.',
  usage: 'The command line or a setting is wrong.',
  internal: 'A defect of this program.',
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** A failure with a code; `message` reads `Could not X: because Y. Do Z.` and is shown to the user as it is. */
export class AlignerError extends Error {
  override readonly name = 'AlignerError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly file?: string },
  ) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.file = options?.file;
  }

  /** The file that is at fault, where there is one. */
  readonly file: string | undefined;

  toJSON(): SerializedError {
    return {
      code: this.code,
      message: this.message,
      ...(this.file === undefined ? {} : { file: this.file }),
    };
  }
}

/** An AlignerError as it crosses a process boundary (the `data` of a JSON-RPC error). */
export interface SerializedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly file?: string;
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value);
}

/** What a correction ends with that was cancelled; nobody has to be told of it. */
export function cancelledError(): AlignerError {
  return new AlignerError(
    'cancelled',
    'Could not finish the correction: because it was cancelled. Nothing was changed; correct again when you like.',
  );
}

/** Makes an AlignerError of whatever was thrown, keeping one that is one already. */
export function toAlignerError(thrown: unknown, doing: string): AlignerError {
  if (thrown instanceof AlignerError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new AlignerError(
    'internal',
    `Could not ${doing}: because of an unexpected failure (${reason}). See the log for details.`,
    {
      cause: thrown,
    },
  );
}

/** Reads an error back from the `data` of a JSON-RPC error; undefined if it is none of ours. */
export function deserializeError(data: unknown): AlignerError | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { code, message, file } = data as Record<string, unknown>;
  if (!isErrorCode(code) || typeof message !== 'string') return undefined;
  return new AlignerError(code, message, typeof file === 'string' ? { file } : undefined);
}
