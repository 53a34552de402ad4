import { AlignerError } from '../protocol/errors';
import { splitAnswer } from './parts';
import type { AnswerPart } from './parts';
import type { Template } from './template';
import { completionPrefix, promptSegments } from './template';
import type { TextTokenizer } from './tokenizer';

/** Longest answer and question that are corrected in one request, in UTF-16 code units. */
export const longestAnswer = 200_000;
export const longestQuestion = 200_000;

/** A correction may be this much longer than the answer before the space for it counts as too small. */
const growth = 1.1;
const spareTokens = 16;
/** Parts smaller than this would be torn out of their context. */
const smallestPart = 96;
const partBeyondTrainedLength = 256;
/** Share of the room that parts fill; the rest is for what came before a part. */
const partShare = 0.7;

export interface PlanModel {
  readonly tokenizer: TextTokenizer;
  readonly template: Template;
  readonly contextLength: number;
  readonly trainedLength: number;
}

export interface CorrectionPlan {
  readonly parts: readonly AnswerPart[];
  /** Tokens of answer text that go into one prompt: a part and what came before it. */
  readonly room: number;
  /** Rows will be longer than those the model was trained on. */
  readonly beyondTrainedLength: boolean;
}

/** Tokens of a text as it stands in a prompt or completion, where a space is before it. */
export function countTokens(tokenizer: TextTokenizer, text: string): number {
  return text === '' ? 0 : tokenizer.encode(completionPrefix + text).length;
}

function roomWithin(limit: number, overhead: number): number {
  return Math.floor((limit - overhead - spareTokens) / (1 + growth));
}

/**
 * Decides whether an answer is corrected as a whole or in parts. A row is prompt and correction together: as long as
 * it stays within what the model was trained on, the answer is one part. Only a question that alone fills that
 * length makes rows go beyond it, up to the context of the graph.
 *
 * @throws AlignerError `questionTooLong` if the question leaves no room for an answer.
 */
export function planCorrection(question: string, answer: string, model: PlanModel): CorrectionPlan {
  const { tokenizer, template, contextLength } = model;
  const overhead = tokenizer.encodePrompt(promptSegments(template, question, '')).length;
  const trained = Math.min(contextLength, model.trainedLength);
  const whole = countTokens(tokenizer, answer);

  let room = roomWithin(trained, overhead);
  let beyondTrainedLength = false;
  if (room < Math.min(whole, smallestPart)) {
    room = Math.min(roomWithin(contextLength, overhead), Math.max(partBeyondTrainedLength, room));
    beyondTrainedLength = true;
    if (room < Math.min(whole, smallestPart)) {
      throw new AlignerError(
        'questionTooLong',
        `Could not correct the answer: because the question takes ${overhead} of the ${contextLength} tokens that the model can hold. Shorten the question.`,
      );
    }
  }
  if (whole <= room) return { parts: [{ text: answer, separator: '' }], room, beyondTrainedLength };
  const limit = Math.floor(room * partShare);
  const parts = splitAnswer(answer, limit, (text) => countTokens(tokenizer, text));
  return { parts, room, beyondTrainedLength };
}
