import { wordDiff } from '../correction/wordDiff';
import type { CorrectionResult } from '../protocol/correction';
import type { Console } from './console';

type Colors = Console['colors'];

/**
 * The correction with its changes marked in place: struck through and green on a terminal with colours, in the
 * notation of GNU wdiff (`[-deleted-]{+inserted+}`) without.
 */
export function renderWordDiff(answer: string, correction: string, colors: Colors): string {
  return wordDiff(answer, correction)
    .map(({ kind, text }) => {
      switch (kind) {
        case 'same':
          return text;
        case 'deleted':
          return colors.isColorSupported ? colors.red(colors.strikethrough(text)) : `[-${text}-]`;
        case 'inserted':
          return colors.isColorSupported ? colors.green(text) : `{+${text}+}`;
      }
    })
    .join('');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}

/** One line on the work: how fast, how much was copied, which model, where it ran. */
export function renderStats({ stats, model, provider }: CorrectionResult): string {
  const parts = [
    `${stats.newTokens} tokens, ${stats.tokensPerSecond.toFixed(1)} tokens a second`,
    `first after ${(stats.firstTokenMs / 1000).toFixed(2)} s`,
    `${stats.copiedTokens} of ${stats.newTokens} copied`,
    `${model.name} ${model.version} on ${provider.id}`,
  ];
  return parts.join(' · ');
}

/** What a person reads of one correction. */
export function renderCorrection(
  heading: string,
  question: string,
  answer: string,
  result: CorrectionResult,
  colors: Colors,
): string {
  const body = result.changed
    ? [colors.bold('Correction'), indent(renderWordDiff(answer, result.correction, colors))]
    : [colors.bold('Answer'), indent(answer), colors.green('No change needed.')];
  return [
    colors.dim(`── ${heading}`),
    colors.bold('Question'),
    indent(question),
    ...body,
    ...result.notices.map((notice) => colors.yellow(`Note: ${notice.message}`)),
    colors.dim(renderStats(result)),
    '',
  ].join('\n');
}
