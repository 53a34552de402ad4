import { wordDiff } from '../correction/wordDiff';
import type { CorrectionResult } from '../protocol/correction';
import type { Console } from './console';

type Colors = Console['colors'];

/**
 * Text as a terminal may show it: control characters as their pictures (U+2400…), since a data set of unknown origin
 * could otherwise move the cursor, hide text or retitle the window. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/\p{Cc}/gu, (control) => {
    const code = control.charCodeAt(0);
    if (control === '\n' || control === '\t') return control;
    if (code === 0x7f) return '\u2421';
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
  });
}

/**
 * The correction with its changes marked in place: struck through and green on a terminal with colours, in the
 * notation of GNU wdiff (`[-deleted-]{+inserted+}`) without.
 */
export function renderWordDiff(answer: string, correction: string, colors: Colors): string {
  return wordDiff(answer, correction)
    .map(({ kind, text: part }) => {
      const text = visible(part);
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
    : [colors.bold('Answer'), indent(visible(answer)), colors.green('No change needed.')];
  return [
    colors.dim(`── ${heading}`),
    colors.bold('Question'),
    indent(visible(question)),
    ...body,
    ...result.notices.map((notice) => colors.yellow(`Note: ${notice.message}`)),
    colors.dim(renderStats(result)),
    '',
  ].join('\n');
}
