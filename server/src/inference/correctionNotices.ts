import type { CorrectionNotice, CorrectionRequest } from '../protocol/correction';
import type { CorrectionPlan } from './correctionPlan';
import type { CorrectedPart, LoadedAligner } from './partCorrector';
import { templateMarkersIn } from './template';

/** Half of a character beyond U+FFFF: no UTF-8, and so no tokenizer, can hold it. */
export const loneSurrogate = /\p{Surrogate}/gu;

/** What is odd about the texts of a request. */
export function textNotices(request: CorrectionRequest, aligner: LoadedAligner): CorrectionNotice[] {
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

/** How a request does not fit the model at once. */
export function planNotices(plan: CorrectionPlan, aligner: LoadedAligner): CorrectionNotice[] {
  const count = plan.parts.length;
  return [
    ...(plan.beyondTrainedLength
      ? [
          {
            kind: 'beyondTrainedLength' as const,
            message: `Question and answer together are longer than the ${aligner.trainedLength} tokens that this Aligner was trained on. The correction may be worse.`,
          },
        ]
      : []),
    ...(count > 1
      ? [
          {
            kind: 'parts' as const,
            count,
            message: `The answer is longer than what this Aligner can correct at once, so it was corrected in ${count} parts.`,
          },
        ]
      : []),
  ];
}

/**
 * Why a part was left as it was; undefined where the model corrected it.
 *
 * @param number of the part, where there are several.
 */
export function partNotice(part: CorrectedPart, number: number | undefined): CorrectionNotice | undefined {
  const where = number === undefined ? '' : ` in part ${number}`;
  const left = 'so the text was left as it was. Another try with sampling may work.';
  switch (part.stop) {
    case 'limit':
      return { kind: 'stoppedAtLimit', message: `The model did not come to an end${where}, ${left}` };
    case 'repeating':
      return {
        kind: 'stoppedRepeating',
        message: `The model wrote the same words again and again${where}, ${left}`,
      };
    case 'end':
      return part.text === ''
        ? { kind: 'keptEmptyPart', message: `The model wrote nothing${where}, ${left}` }
        : undefined;
  }
}
