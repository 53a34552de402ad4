import * as vscode from 'vscode';
import { startReview } from '../../../server/src/correction/review';
import type { SamplingOptions } from '../../../server/src/protocol/model';
import { commandAction, readFailure, reportFailure, say } from '../failures';
import { createAnswerSource, writeTexts } from '../review/answerSource';
import type { AnswerSource } from '../review/answerSource';
import { closeReviewFiles } from '../review/reviewFiles';
import type { Review, StartedEntry } from '../review/reviewEntry';
import type { Reviews } from '../review/reviews';
import { settingsFor } from '../settings';
import { createRunningCorrections, runStep } from './correctionRun';
import type { ReviewMode, RunTools, Step } from './correctionRun';
import type { FoundAnswer } from './target';

export interface Corrections {
  /** Corrects answers, one after another, then opens one review of them. */
  correct(answers: readonly FoundAnswer[]): Promise<void>;
  /** Corrects the current answer of a review once more, as it is now. */
  regenerate(review: Review, sampling?: SamplingOptions): Promise<void>;
  cancel(): void;
}

export interface CorrectionTools extends RunTools {
  readonly reviews: Reviews;
  readonly log: vscode.LogOutputChannel;
}

export function createCorrections(tools: CorrectionTools): Corrections {
  const { reviews, log } = tools;
  const running = createRunningCorrections();

  const fail = (thrown: unknown): void => {
    const failure = readFailure(thrown, 'correct the answer');
    reportFailure(log, failure);
    if (failure.code === 'cancelled') {
      vscode.window.setStatusBarMessage('$(circle-slash) Aligner: cancelled, nothing was changed', 6000);
    }
  };

  /** The corrections that were finished; a failure is said, and ends the run. */
  const correctEach = async (
    root: vscode.Uri,
    mode: ReviewMode,
    sources: readonly AnswerSource[],
  ): Promise<readonly StartedEntry[]> => {
    const done: StartedEntry[] = [];
    try {
      await running.run(sources, async (report, token) => {
        for (const [index, source] of sources.entries()) {
          const { question, answer } = source.site;
          const step: Step = {
            root,
            mode,
            uri: source.uri,
            request: { question, answer },
            number: index + 1,
            count: sources.length,
          };
          const result = await runStep(tools, step, report, token);
          done.push({ source, result, state: startReview(answer, result.correction) });
        }
      });
    } catch (error) {
      fail(error);
    }
    return done;
  };

  /** Whether the answer is corrected or reviewed already; then that is shown instead. */
  const isBusy = async (answers: readonly FoundAnswer[]): Promise<boolean> => {
    const isSame = ({ uri, site }: AnswerSource): boolean =>
      answers.some(
        ({ document, site: { range } }) =>
          uri.toString() === document.uri.toString() &&
          range.start < site.range.end &&
          site.range.start < range.end,
      );
    if (running.has(isSame)) {
      void say(vscode.window.showInformationMessage, 'This answer is being corrected already.', [
        commandAction('Cancel', 'aligner.cancel'),
      ]);
      return true;
    }
    const review = reviews.of(isSame);
    if (review === undefined) return false;
    await review.focus();
    void say(vscode.window.showInformationMessage, 'This answer is under review already.', [
      { title: 'Regenerate', run: () => regenerate(review) },
    ]);
    return true;
  };

  const regenerate = async (review: Review, sampling?: SamplingOptions): Promise<void> => {
    const { source, result, number } = review.current;
    const reading = await source.read();
    if (reading.kind === 'gone') {
      void say(vscode.window.showWarningMessage, `Could not correct again: because ${reading.reason}.`);
      return;
    }
    const { question, answer } = reading.site;
    const request = { question, answer, ...(sampling === undefined ? {} : { sampling }) };
    const root = reviews.nextRoot(source.uri);
    const mode = settingsFor(source.uri)['review.mode'];
    const step: Step = { root, mode, uri: source.uri, request, number, count: review.entries.length };
    try {
      const next = await running.run([source], (report, token) => runStep(tools, step, report, token));
      await review.replaceCorrection(answer, next);
      if (sampling === undefined && next.correction === result.correction) {
        const message =
          'The same correction again: the most probable token is chosen each time. Sampling can give another one.';
        void say(vscode.window.showInformationMessage, message, [
          { title: 'Regenerate with Sampling', run: () => regenerate(review, samplingFor(source.uri)) },
        ]);
      }
    } catch (error) {
      fail(error);
    } finally {
      await closeReviewFiles(tools.files, root);
    }
  };

  return {
    correct: async (answers) => {
      const uri = answers[0]?.document.uri;
      if (uri === undefined || (await isBusy(answers)) || !(await mayReplace(answers))) return;
      const root = reviews.nextRoot(uri);
      const mode = settingsFor(uri)['review.mode'];
      const sources = answers.map(({ document, site }) => createAnswerSource(document, site));
      const done = await correctEach(root, mode, sources);
      sayNotices(log, done);
      const changed = done.filter(({ state }) => state.hunks.length > 0);
      const kept = new Set(changed.map(({ source }) => source));
      for (const source of sources) if (!kept.has(source)) source.dispose();
      if (changed.length > 0) await reviews.open(root, mode, changed);
      else await closeReviewFiles(tools.files, root);
      const unchanged = done.filter(({ state }) => state.hunks.length === 0);
      if (unchanged.length > 0) sayNoChange(answers, unchanged, fail);
    },
    regenerate,
    cancel: () => {
      running.cancelAll();
    },
  };
}

/** Sampling as the settings have it, with a seed of its own. */
function samplingFor(uri: vscode.Uri): SamplingOptions {
  const settings = settingsFor(uri);
  return {
    temperature: settings['decoding.temperature'],
    topK: settings['decoding.topK'],
    topP: settings['decoding.topP'],
    frequencyPenalty: settings['decoding.frequencyPenalty'],
    seed: Math.floor(Math.random() * 2 ** 31),
  };
}

/** A row that has another correction already: only the user can say that it may be replaced. */
async function mayReplace(answers: readonly FoundAnswer[]): Promise<boolean> {
  const written = answers.filter(
    ({ site: { target, answer } }) =>
      target.kind === 'correctionField' &&
      target.existing !== undefined &&
      target.existing !== '' &&
      target.existing !== answer,
  ).length;
  if (written === 0) return true;
  const what = written === 1 ? 'This row has a correction' : `${written} rows have a correction`;
  const goOn = 'Correct Anew';
  const chosen = await vscode.window.showInformationMessage(
    `${what} already. What you accept in the review replaces it.`,
    goOn,
  );
  return chosen === goOn;
}

function sayNotices(log: vscode.LogOutputChannel, done: readonly StartedEntry[]): void {
  const messages = new Set(done.flatMap(({ result }) => result.notices.map(({ message }) => message)));
  for (const message of messages) {
    log.info(message);
    void say(vscode.window.showInformationMessage, message);
  }
}

function sayNoChange(
  answers: readonly FoundAnswer[],
  unchanged: readonly StartedEntry[],
  fail: (error: unknown) => void,
): void {
  const message =
    answers.length === 1
      ? 'No change needed: the Aligner keeps this answer as it is.'
      : `No change needed for ${unchanged.length} of ${answers.length} answers.`;
  const rows = unchanged.filter(({ source }) => source.site.target.kind === 'correctionField');
  const title = rows.length === 1 ? 'Use the Answer as the Correction' : 'Use the Answers as Corrections';
  const useAnswers = async (): Promise<void> => {
    const again = answers
      .filter(({ site }) => rows.some(({ source }) => source.site === site))
      .map(({ document, site }) => createAnswerSource(document, site));
    try {
      const planned = [];
      for (const source of again) {
        const reading = await source.read();
        if (reading.kind === 'present') planned.push({ reading, text: reading.site.answer });
      }
      await writeTexts(planned);
    } catch (error) {
      fail(error);
    } finally {
      for (const source of again) source.dispose();
    }
  };
  void say(
    vscode.window.showInformationMessage,
    message,
    rows.length > 0 ? [{ title, run: useAnswers }] : [],
  );
}
