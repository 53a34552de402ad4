import { computeHunks } from '../correction/hunks';
import type { InferenceHost } from '../inference/inferenceHostApi';
import type { CorrectionEvent, CorrectionRequest, CorrectionResult } from '../protocol/correction';
import { toAlignerError } from '../protocol/errors';
import type { LoadModelParams } from '../protocol/messages';
import type { SamplingOptions } from '../protocol/model';
import type { Runtime } from '../runtime';
import type { Console } from './console';
import { exitCodes, exitOf } from './exitCodes';
import type { Exit } from './exitCodes';
import { nameOf } from './place';
import type { Place } from './place';
import { renderCorrection } from './render';
import type { Pair, Source } from './sources';
import { writeBack } from './writeBack';
import type { Corrected } from './writeBack';

export interface CorrectInput {
  readonly sources: readonly Source[];
  readonly pairs: readonly Pair[];
}

export interface CorrectOptions {
  readonly json: boolean;
  readonly write: boolean;
  readonly model: LoadModelParams;
  readonly sampling?: SamplingOptions;
}

export interface CorrectServices {
  readonly runtime: Runtime;
  readonly host: InferenceHost;
  readonly console: Console;
  readonly signal: AbortSignal;
}

function describe(event: CorrectionEvent): string | undefined {
  switch (event.kind) {
    case 'loading':
      return `Loading the model: ${event.step} (${Math.round(event.fraction * 100)} %)`;
    case 'prefill':
      return `Reading ${event.done} of ${event.total} tokens`;
    case 'part':
      return `Part ${event.index + 1} of ${event.count}`;
    case 'text':
      return `${event.tokens} tokens written`;
    case 'queued':
    case 'notice':
    case 'rewind':
      return undefined;
  }
}

/** One line of `--json`: flat, so that `jq` and data-set tools can use it as a row. */
function jsonLine(place: Place, request: CorrectionRequest, result: CorrectionResult): string {
  return JSON.stringify({
    ...place,
    question: request.question,
    answer: request.answer,
    correction: result.correction,
    changed: result.changed,
    hunks: computeHunks(request.answer, result.correction),
    model: result.model,
    provider: result.provider,
    stats: result.stats,
    notices: result.notices,
  });
}

interface Outcome {
  readonly exit: Exit;
  readonly correction?: string;
}

async function correctOne(
  services: CorrectServices,
  options: CorrectOptions,
  place: Place,
  request: CorrectionRequest,
): Promise<Outcome> {
  const { host, console, signal } = services;
  try {
    const result = await host.correct(
      {
        ...request,
        ...(options.sampling === undefined ? {} : { sampling: options.sampling }),
        model: options.model,
      },
      {
        signal,
        onEvent: (event) => {
          const line = describe(event);
          if (line !== undefined) console.progress(`${nameOf(place)}: ${line}`);
        },
      },
    );
    if (options.json) console.out(jsonLine(place, request, result));
    else {
      console.out(renderCorrection(nameOf(place), request.question, request.answer, result, console.colors));
    }
    return { exit: 'ok', correction: result.correction };
  } catch (error) {
    const failure = toAlignerError(error, 'correct the answer');
    if (options.json) console.out(JSON.stringify({ ...place, ...request, error: failure.toJSON() }));
    console.note(`${nameOf(place)}: ${failure.message}`);
    return { exit: exitOf(failure.code) };
  }
}

/** Line numbers of growing offsets, each line counted once. */
function createLineCounter(text: string): { lineAt(offset: number): number } {
  let line = 1;
  let counted = 0;
  return {
    lineAt: (offset) => {
      for (let at = text.indexOf('\n', counted); at >= 0 && at < offset; at = text.indexOf('\n', counted)) {
        line += 1;
        counted = at + 1;
      }
      return line;
    },
  };
}

/** True for a failure that the next answer would meet as well. */
function isFinal(exit: Exit): boolean {
  return exit === 'model' || exit === 'cancelled';
}

async function correctSource(
  services: CorrectServices,
  options: CorrectOptions,
  source: Source,
): Promise<readonly Exit[]> {
  const exits: Exit[] = [];
  const corrected: Corrected[] = [];
  const lines = createLineCounter(source.text);
  for (const site of source.sites) {
    const { question, answer } = site;
    if (answer.trim() === '') continue;
    const place = { file: source.name, line: lines.lineAt(site.range.start), label: site.label };
    const outcome = await correctOne(services, options, place, { question, answer });
    exits.push(outcome.exit);
    if (outcome.correction !== undefined) corrected.push({ site, place, correction: outcome.correction });
    if (isFinal(outcome.exit)) break;
  }
  if (exits.length === 0) {
    services.console.note(
      `${source.name}: no LLM answer was found. Answers are found in rows with "question" and "answer", in chat logs ("messages"), and below labels such as "## Assistant", "**Assistant:**" or "A:".`,
    );
    return ['nothing'];
  }
  return options.write
    ? [...exits, ...(await writeBack(services.runtime, services.console, source, corrected))]
    : exits;
}

/** Corrects everything of the input in order; the exit code is that of the worst that happened. */
export async function runCorrect(
  services: CorrectServices,
  options: CorrectOptions,
  { sources, pairs }: CorrectInput,
): Promise<number> {
  const exits: Exit[] = [];
  for (const { name, ...request } of pairs) {
    const outcome = await correctOne(services, options, { file: name, line: 1, label: 'answer' }, request);
    exits.push(outcome.exit);
    if (isFinal(outcome.exit)) break;
  }
  for (const source of sources) {
    if (exits.some(isFinal)) break;
    exits.push(...(await correctSource(services, options, source)));
  }
  return exits.reduce((worst, exit) => Math.max(worst, exitCodes[exit].code), 0);
}
