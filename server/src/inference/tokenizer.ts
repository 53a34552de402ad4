import { Tokenizer } from '@huggingface/tokenizers';
import { AlignerError } from '../protocol/errors';
import type { PromptSegment } from './template';

/** Text to token ids and back, as the model was trained with. */
export interface TextTokenizer {
  /**
   * Ids of a whole prompt, with what the tokenizer puts around a text (a BOS token, where it has one). Control
   * tokens count in template text only: written in a question or an answer they are plain characters.
   */
  encodePrompt(segments: readonly PromptSegment[]): number[];
  /** Ids of plain text: nothing around it, no control tokens. */
  encode(text: string): number[];
  /** Text of ids; control tokens give nothing. */
  decode(ids: readonly number[]): string;
  /** True if `id` has a token. */
  has(id: number): boolean;
}

interface AddedToken {
  readonly content: string;
  readonly special?: boolean;
}

interface TokenizerJson {
  readonly added_tokens: readonly AddedToken[];
}

function isTokenizerJson(value: unknown): value is TokenizerJson {
  return (
    typeof value === 'object' &&
    value !== null &&
    'model' in value &&
    'added_tokens' in value &&
    Array.isArray(value.added_tokens)
  );
}

function invalid(file: string, reason: string): AlignerError {
  return new AlignerError(
    'tokenizerInvalid',
    `Could not use ${file}: because ${reason}. Take tokenizer.json and tokenizer_config.json from the folder the model was trained in.`,
    { file },
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(file, `it is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function createLibraryTokenizer(json: TokenizerJson, config: object, file: string): Tokenizer {
  try {
    return new Tokenizer(json, config);
  } catch (error) {
    throw invalid(
      file,
      `it is no tokenizer that can be read (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

/**
 * Ids that the tokenizer itself puts before a text. What it would put after it is left out: the end token there
 * would end the prompt before the correction.
 */
function prefixIds(tokenizer: Tokenizer): readonly number[] {
  const bare = tokenizer.encode('a', { add_special_tokens: false }).ids;
  const wrapped = tokenizer.encode('a', { add_special_tokens: true }).ids;
  return wrapped.slice(0, Math.max(0, wrapped.indexOf(bare[0] ?? -1)));
}

/**
 * Splits the pieces of a prompt where template text holds a control token, so that everything else can be encoded
 * without any.
 */
function cutAtControlTokens(
  segments: readonly PromptSegment[],
  control: readonly string[],
): { readonly text: string; readonly isControl: boolean }[] {
  const cuts: { text: string; isControl: boolean }[] = [];
  const append = (text: string) => {
    const last = cuts.at(-1);
    if (last !== undefined && !last.isControl) last.text += text;
    else if (text !== '') cuts.push({ text, isControl: false });
  };
  for (const { text, source } of segments) {
    let rest = text;
    while (source === 'template') {
      const found = control
        .map((content) => ({ content, at: rest.indexOf(content) }))
        .filter(({ at }) => at >= 0)
        .toSorted((a, b) => a.at - b.at || b.content.length - a.content.length)[0];
      if (found === undefined) break;
      append(rest.slice(0, found.at));
      cuts.push({ text: found.content, isControl: true });
      rest = rest.slice(found.at + found.content.length);
    }
    append(rest);
  }
  return cuts;
}

/**
 * Reads a tokenizer over @huggingface/tokenizers.
 *
 * @param tokenizerText content of tokenizer.json.
 * @param configText content of tokenizer_config.json, if there is one.
 * @param file path of tokenizer.json, for the error.
 * @throws AlignerError `tokenizerInvalid`.
 */
export function createTokenizer(
  tokenizerText: string,
  configText: string | undefined,
  file: string,
): TextTokenizer {
  const json = parseJson(tokenizerText, file);
  if (!isTokenizerJson(json)) throw invalid(file, 'it has no "model" and "added_tokens"');
  const config = configText === undefined ? {} : parseJson(configText, file);
  if (typeof config !== 'object' || config === null)
    throw invalid(file, 'tokenizer_config.json is not an object');

  const full = createLibraryTokenizer(json, config, file);
  const control = json.added_tokens.filter((token) => token.special === true).map((token) => token.content);
  const before = prefixIds(full);
  let withoutControl: Tokenizer | undefined;
  // A second tokenizer costs time and memory, and is needed only for texts in which a control token is written.
  const plain = () =>
    (withoutControl ??= createLibraryTokenizer(
      { ...json, added_tokens: json.added_tokens.filter((token) => token.special !== true) },
      config,
      file,
    ));
  const encodeFull = (text: string) => full.encode(text, { add_special_tokens: false }).ids;
  const encode = (text: string) =>
    control.some((content) => text.includes(content))
      ? plain().encode(text, { add_special_tokens: false }).ids
      : encodeFull(text);

  return {
    encode,
    encodePrompt: (segments) => {
      const isWritten = segments.some(
        ({ text, source }) => source === 'user' && control.some((content) => text.includes(content)),
      );
      const ids = isWritten
        ? cutAtControlTokens(segments, control).flatMap(({ text, isControl }) =>
            isControl ? encodeFull(text) : encode(text),
          )
        : encodeFull(segments.map(({ text }) => text).join(''));
      return [...before, ...ids];
    },
    decode: (ids) =>
      ids.length === 0
        ? ''
        : full.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
    has: (id) => full.id_to_token(id) !== undefined,
  };
}
