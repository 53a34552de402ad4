import { diffArrays } from 'diff';
import type { SamplingOptions } from '../protocol/model';
import type { CausalModel } from './causalModel';
import { countTokens } from './correctionPlan';
import type { PlanModel } from './correctionPlan';
import { decode } from './decoding';
import type { CachedPrompt, Decoded } from './decoding';
import { createDetokenizer } from './detokenizer';
import { splitAnswer } from './parts';
import { createRepetitionGuard } from './repetition';
import { createSampler } from './sampling';
import { createStopFilter } from './stopFilter';
import { promptSegments, renderCompletion, stopMarkers } from './template';
import { createTrimmedWriter } from './trimmedWriter';

export interface LoadedAligner extends PlanModel {
  readonly model: CausalModel;
  readonly endIds: ReadonlySet<number>;
  readonly cached: CachedPrompt;
}

/** Text that is corrected already, and stands before the part. */
export interface CorrectedBefore {
  readonly text: string;
  readonly correction: string;
  readonly separator: string;
}

export interface PartRequest {
  readonly question: string;
  /** Without white space around it. */
  readonly text: string;
  readonly before: CorrectedBefore | undefined;
  readonly sampling: SamplingOptions | undefined;
}

export interface PartListener {
  readonly beforePass: () => Promise<void>;
  readonly onPrefill: (done: number, total: number) => void;
  readonly onToken: () => void;
  readonly onText: (delta: string) => void;
}

export interface CorrectedPart {
  readonly text: string;
  readonly stop: Decoded['stop'];
  readonly promptTokens: number;
  readonly reusedTokens: number;
  readonly newTokens: number;
  readonly copiedTokens: number;
}

/** A short answer may become a long one; a long one hardly twice as long. */
const leastNewTokens = 256;

function copiedCount(answerIds: readonly number[], ids: readonly number[]): number {
  return diffArrays([...answerIds], [...ids])
    .filter((change) => !change.added && !change.removed)
    .reduce((sum, change) => sum + change.count, 0);
}

/**
 * What of the text before a part fits beside it: all of the part before with its correction, or, where that was left
 * as it is, the end of it.
 */
export function fittingBefore(
  before: CorrectedBefore | undefined,
  room: number,
  aligner: PlanModel,
): CorrectedBefore | undefined {
  if (before === undefined) return undefined;
  const size = (text: string) => countTokens(aligner.tokenizer, text);
  if (Math.max(size(before.text), size(before.correction)) <= room) return before;
  if (before.text !== before.correction || room <= 0) return undefined;
  const last = splitAnswer(before.text, room, size).at(-1);
  const text = last?.text.trim() ?? '';
  return text === '' ? undefined : { text, correction: text, separator: before.separator };
}

/** White space at the end of a completion that a model writes itself with its next word. */
const beforeNextWord = /[ \t]+$/;

/**
 * Corrects one part. What came before it stands in the answer of the prompt, and its correction at the start of the
 * completion, so that the model goes on where it would be if it had written both.
 */
export async function correctPart(
  aligner: LoadedAligner,
  request: PartRequest,
  listener: PartListener,
): Promise<CorrectedPart> {
  const { tokenizer, template } = aligner;
  const { before, text } = request;
  const prefix = before === undefined ? '' : before.text + before.separator;
  const promptIds = tokenizer.encodePrompt(promptSegments(template, request.question, prefix + text));
  if (before !== undefined) {
    const completion = renderCompletion(before.correction + before.separator);
    promptIds.push(...tokenizer.encode(completion.replace(beforeNextWord, '')));
  }
  const answerIds = tokenizer.encode(renderCompletion(text));
  const room = aligner.contextLength - promptIds.length;
  const detokenizer = createDetokenizer((ids) => tokenizer.decode(ids));
  const writer = createTrimmedWriter(listener.onText);
  const filter = createStopFilter(stopMarkers(template, text), (delta) => {
    writer.push(delta);
  });
  const isRepeating = createRepetitionGuard(answerIds);

  const decoded = await decode({
    model: aligner.model,
    cached: aligner.cached,
    promptIds,
    maxNewTokens: Math.max(1, Math.min(room, Math.max(leastNewTokens, 2 * answerIds.length))),
    endIds: aligner.endIds,
    sample: request.sampling === undefined ? undefined : createSampler(request.sampling),
    beforePass: listener.beforePass,
    onPrefill: listener.onPrefill,
    onToken: (id) => {
      listener.onToken();
      filter.push(detokenizer.push(id));
      if (filter.stopped) return 'end';
      return isRepeating(id) ? 'repeating' : undefined;
    },
  });
  filter.push(detokenizer.flush());
  filter.flush();
  return {
    text: writer.text(),
    stop: decoded.stop,
    promptTokens: promptIds.length,
    reusedTokens: decoded.reusedTokens,
    newTokens: decoded.ids.length,
    copiedTokens: copiedCount(answerIds, decoded.ids),
  };
}
