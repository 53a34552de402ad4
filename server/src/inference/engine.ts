import type {
  CorrectionEvent,
  CorrectionNotice,
  CorrectionRequest,
  CorrectionResult,
} from '../protocol/correction';
import { AlignerError } from '../protocol/errors';
import type { ModelSummary, ProviderChoice } from '../protocol/model';
import { longestAnswer, longestQuestion, planCorrection } from './correctionPlan';
import { correctPart, fittingBefore } from './partCorrector';
import type { CorrectedBefore, CorrectedPart, LoadedAligner } from './partCorrector';
import { countTokens } from './correctionPlan';
import { templateMarkersIn } from './template';

export interface EngineOptions {
  readonly aligner: LoadedAligner;
  readonly model: ModelSummary;
  readonly provider: ProviderChoice;
  /** Told with the first correction. */
  readonly warnings: readonly string[];
  /** Milliseconds, monotone. */
  readonly now: () => number;
  /** Resolves after pending messages were read, so that a cancellation is seen between two passes. */
  readonly yield: () => Promise<void>;
}

export interface CorrectHooks {
  readonly isCancelled: () => boolean;
  readonly onEvent: (event: CorrectionEvent) => void;
}

/** Corrects answers with one loaded Aligner, one at a time. */
export interface Engine {
  correct(request: CorrectionRequest, hooks: CorrectHooks): Promise<CorrectionResult>;
}

const loneSurrogate = /\p{Surrogate}/gu;

function checkTexts({ question, answer }: CorrectionRequest): void {
  if (answer.trim() === '') {
    throw new AlignerError(
      'answerEmpty',
      'Could not correct the answer: because it is empty. Choose an answer that has text.',
    );
  }
  if (answer.length > longestAnswer) {
    throw new AlignerError(
      'answerTooLong',
      `Could not correct the answer: because it has ${answer.length.toLocaleString('en')} characters, and at most ${longestAnswer.toLocaleString('en')} are corrected at once. Select a part of it.`,
    );
  }
  if (question.length > longestQuestion) {
    throw new AlignerError(
      'questionTooLong',
      `Could not correct the answer: because the question has ${question.length.toLocaleString('en')} characters. Shorten the question.`,
    );
  }
}

function textNotices(request: CorrectionRequest, aligner: LoadedAligner): CorrectionNotice[] {
  const texts = [request.question, request.answer];
  const markers = templateMarkersIn(aligner.template, ...texts);
  const hasLone = texts.some((text) => text.search(loneSurrogate) >= 0);
  return [
    ...(markers.length === 0
      ? []
      : [
          {
            kind: 'markers' as const,
            message: `The text contains ${markers.map((marker) => JSON.stringify(marker)).join(', ')}, which the prompt of this Aligner uses itself. The correction may be wrong there.`,
          },
        ]),
    ...(hasLone
      ? [
          {
            kind: 'textReplaced' as const,
            message:
              'The text contains halves of characters (lone surrogates), which no tokenizer can read. They were read as \ufffd.',
          },
        ]
      : []),
  ];
}

function stopNotice(part: CorrectedPart, where: string): CorrectionNotice | undefined {
  switch (part.stop) {
    case 'end':
      return undefined;
    case 'limit':
      return {
        kind: 'stoppedAtLimit',
        message: `The model did not come to an end${where}, so the text was left as it was. Another try with sampling may work.`,
      };
    case 'repeating':
      return {
        kind: 'stoppedRepeating',
        message: `The model wrote the same words again and again${where}, so the text was left as it was. Another try with sampling may work.`,
      };
  }
}

/** White space before and after a text, and what is between. */
function peel(text: string): { readonly lead: string; readonly core: string; readonly tail: string } {
  const core = text.trim();
  const start = text.length - text.trimStart().length;
  return { lead: text.slice(0, start), core, tail: text.slice(start + core.length) };
}

/** Creates the engine of a loaded Aligner. */
export function createEngine(options: EngineOptions): Engine {
  const { aligner, now } = options;
  let untold = options.warnings;

  const correct = async (request: CorrectionRequest, hooks: CorrectHooks): Promise<CorrectionResult> => {
    const start = now();
    checkTexts(request);
    const notices: CorrectionNotice[] = [];
    const notify = (notice: CorrectionNotice) => {
      notices.push(notice);
      hooks.onEvent({ kind: 'notice', notice });
    };
    for (const message of untold) notify({ kind: 'modelWarning', message });
    untold = [];
    for (const notice of textNotices(request, aligner)) notify(notice);

    const question = request.question.replace(loneSurrogate, '\ufffd');
    const answer = request.answer.replace(loneSurrogate, '\ufffd');
    const whole = peel(answer);
    const plan = planCorrection(question, whole.core, aligner);
    const count = plan.parts.length;
    if (plan.beyondTrainedLength) {
      notify({
        kind: 'beyondTrainedLength',
        message: `Question and answer together are longer than the ${aligner.trainedLength} tokens that this Aligner was trained on. The correction may be worse.`,
      });
    }
    if (count > 1) {
      notify({
        kind: 'parts',
        count,
        message: `The answer is longer than what this Aligner can correct at once, so it was corrected in ${count} parts.`,
      });
    }

    let correction = '';
    let tokens = 0;
    let firstToken: number | undefined;
    const write = (delta: string) => {
      if (delta === '') return;
      correction += delta;
      hooks.onEvent({ kind: 'text', delta, tokens });
    };
    const listener = {
      beforePass: async () => {
        await options.yield();
        if (hooks.isCancelled()) {
          throw new AlignerError('cancelled', 'Could not finish the correction: because it was cancelled.');
        }
      },
      onPrefill: (done: number, total: number) => {
        hooks.onEvent({ kind: 'prefill', done, total });
      },
      onToken: () => {
        firstToken ??= now();
        tokens++;
      },
      onText: write,
    };

    write(whole.lead);
    const done: CorrectedPart[] = [];
    let before: CorrectedBefore | undefined;
    for (const [index, part] of plan.parts.entries()) {
      if (count > 1) hooks.onEvent({ kind: 'part', index, count });
      const { lead, core } = peel(part.text);
      write(lead);
      const partStart = correction.length;
      const room = plan.room - countTokens(aligner.tokenizer, core);
      const corrected = await correctPart(
        aligner,
        { question, text: core, before: fittingBefore(before, room, aligner), sampling: request.sampling },
        listener,
      );
      done.push(corrected);
      const notice = stopNotice(corrected, count > 1 ? ` in part ${index + 1}` : '');
      if (notice !== undefined) {
        // Half a correction and then noise helps nobody.
        correction = correction.slice(0, partStart);
        hooks.onEvent({ kind: 'rewind', length: partStart });
        write(core);
        notify(notice);
      } else if (corrected.text === '') {
        write(core);
        notify({
          kind: 'keptEmptyPart',
          message: `The model wrote nothing${count > 1 ? ` for part ${index + 1}` : ''}, so the text was left as it was.`,
        });
      }
      before = { text: core, correction: correction.slice(partStart) || core, separator: part.separator };
      write(part.separator);
    }
    write(whole.tail);

    const end = now();
    const decodingMs = end - (firstToken ?? end);
    const sum = (value: (part: CorrectedPart) => number) =>
      done.reduce((total, part) => total + value(part), 0);
    return {
      correction,
      changed: correction !== answer,
      notices,
      stats: {
        promptTokens: sum((part) => part.promptTokens),
        newTokens: tokens,
        copiedTokens: sum((part) => part.copiedTokens),
        loadMs: 0,
        firstTokenMs: (firstToken ?? end) - start,
        totalMs: end - start,
        tokensPerSecond: tokens > 1 && decodingMs > 0 ? ((tokens - 1) * 1000) / decodingMs : 0,
        parts: count,
      },
      model: options.model,
      provider: options.provider,
    };
  };
  return { correct };
}
