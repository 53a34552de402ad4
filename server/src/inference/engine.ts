import type {
  CorrectionEvent,
  CorrectionNotice,
  CorrectionRequest,
  CorrectionResult,
} from '../protocol/correction';
import { AlignerError, cancelledError } from '../protocol/errors';
import type { ModelSummary, ProviderChoice, SamplingOptions } from '../protocol/model';
import { loneSurrogate, partNotice, planNotices, textNotices } from './correctionNotices';
import { countTokens, longestAnswer, longestQuestion, planCorrection } from './correctionPlan';
import type { CorrectionPlan } from './correctionPlan';
import { correctPart, fittingBefore } from './partCorrector';
import type { CorrectedBefore, CorrectedPart, LoadedAligner, PartListener } from './partCorrector';
import { createStopwatch } from './stopwatch';

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

/** White space before and after a text, and what is between. */
function peel(text: string): { readonly lead: string; readonly core: string; readonly tail: string } {
  const core = text.trim();
  const start = text.length - text.trimStart().length;
  return { lead: text.slice(0, start), core, tail: text.slice(start + core.length) };
}

/** What the parts of one correction share. */
interface PartsContext {
  readonly question: string;
  readonly sampling: SamplingOptions | undefined;
  readonly plan: CorrectionPlan;
  readonly output: Output;
  readonly listener: PartListener;
  readonly startPart: (index: number, count: number) => void;
  readonly notify: (notice: CorrectionNotice) => void;
}

/** The correction as it is written, and told as it is. */
interface Output {
  readonly text: string;
  readonly write: (delta: string) => void;
  /** Takes back what was written beyond `length`. */
  readonly rewind: (length: number) => void;
}

function createOutput(onEvent: CorrectHooks['onEvent'], tokens: () => number): Output {
  let text = '';
  return {
    get text() {
      return text;
    },
    write: (delta) => {
      if (delta === '') return;
      text += delta;
      onEvent({ kind: 'text', delta, tokens: tokens() });
    },
    rewind: (length) => {
      text = text.slice(0, length);
      onEvent({ kind: 'rewind', length });
    },
  };
}

/** Corrects the parts in order; what is between them is written as it is. */
async function correctParts(aligner: LoadedAligner, context: PartsContext): Promise<CorrectedPart[]> {
  const { plan, output, notify } = context;
  const count = plan.parts.length;
  const done: CorrectedPart[] = [];
  let before: CorrectedBefore | undefined;
  for (const [index, part] of plan.parts.entries()) {
    context.startPart(index, count);
    const { lead, core } = peel(part.text);
    output.write(lead);
    const start = output.text.length;
    const room = plan.room - countTokens(aligner.tokenizer, core);
    const corrected = await correctPart(
      aligner,
      {
        question: context.question,
        text: core,
        before: fittingBefore(before, room, aligner),
        sampling: context.sampling,
      },
      context.listener,
    );
    done.push(corrected);
    const notice = partNotice(corrected, count > 1 ? index + 1 : undefined);
    if (notice !== undefined) {
      // Half a correction and then noise helps nobody.
      if (output.text.length > start) output.rewind(start);
      output.write(core);
      notify(notice);
    }
    before = { text: core, correction: output.text.slice(start), separator: part.separator };
    output.write(part.separator);
  }
  return done;
}

/** Creates the engine of a loaded Aligner. */
export function createEngine(options: EngineOptions): Engine {
  const { aligner, now } = options;
  let untold = options.warnings;

  return {
    correct: async (request, hooks) => {
      const stopwatch = createStopwatch(now);
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
      const { lead, core, tail } = peel(answer);
      const plan = planCorrection(question, core, aligner);
      for (const notice of planNotices(plan, aligner)) notify(notice);

      const output = createOutput(hooks.onEvent, () => stopwatch.tokens);
      output.write(lead);
      const parts = await correctParts(aligner, {
        question,
        sampling: request.sampling,
        plan,
        output,
        notify,
        startPart: (index, count) => {
          stopwatch.startPart();
          if (count > 1) hooks.onEvent({ kind: 'part', index, count });
        },
        listener: {
          beforePass: async () => {
            await options.yield();
            if (!hooks.isCancelled()) return;
            throw cancelledError();
          },
          onPrefill: (done, total) => {
            hooks.onEvent({ kind: 'prefill', done, total });
          },
          onToken: stopwatch.token,
          onText: output.write,
        },
      });
      output.write(tail);

      return {
        correction: output.text,
        changed: output.text !== answer,
        notices,
        stats: {
          ...stopwatch.read(),
          promptTokens: parts.reduce((sum, part) => sum + part.promptTokens, 0),
          copiedTokens: parts.reduce((sum, part) => sum + part.copiedTokens, 0),
          loadMs: 0,
          parts: plan.parts.length,
        },
        model: options.model,
        provider: options.provider,
      };
    },
  };
}
