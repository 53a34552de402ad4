import { AlignerError, type ErrorCode } from '../protocol/errors';
import type { AnswerSite } from './answerSite';
import { locateAnswers } from './locateAnswers';
import { editsOfText, encodeText } from './placeEdits';
import { readSelection } from './selectionSite';
import type { DecodedPiece, OffsetEdit } from './types';

/** The edits that write a text to a place, or why they cannot be made. */
export type EditPlan =
  | { readonly kind: 'edits'; readonly edits: readonly OffsetEdit[] }
  | {
      readonly kind: 'refused';
      readonly code: Extract<ErrorCode, 'answerChanged' | 'correctionUnwritable'>;
      readonly reason: string;
    };

const changed: EditPlan = {
  kind: 'refused',
  code: 'answerChanged',
  reason: 'the answer in the document is no longer the one that was read',
};
const unwritable: EditPlan = {
  kind: 'refused',
  code: 'correctionUnwritable',
  reason: 'a line of it would be read as the start of another turn, or as the mark-up around the answer',
};

/** The text as the place can hold it: a transcript keeps neither CR nor white space around an answer. */
export function storedText(site: AnswerSite, text: string): string {
  if (site.encoding.kind === 'jsonString' && site.place !== 'notebookCell') return text;
  const lines = text.replace(/\r\n?/g, '\n');
  if (site.place === 'selection') return lines;
  return lines.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();
}

/** Applies edits that are sorted and do not overlap. */
export function applyEdits(text: string, edits: readonly OffsetEdit[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const { range, text: inserted } of edits) {
    parts.push(text.slice(end, range.start), inserted);
    end = range.end;
  }
  parts.push(text.slice(end));
  return parts.join('');
}

function stillReads(document: string, text: string, pieces: readonly DecodedPiece[]): boolean {
  return pieces.every(
    ({ decoded, document: range, verbatim }) =>
      range.end <= document.length &&
      (!verbatim || document.startsWith(text.slice(decoded.start, decoded.end), range.start)),
  );
}

/** Reads a transcript again after the edit: the answer must be the wanted one, and every other turn as before. */
function readsBack(document: string, after: string, site: AnswerSite, wanted: string): EditPlan | undefined {
  const before = locateAnswers(document, site.hint);
  const index = before.findIndex(
    (other) => other.range.start === site.range.start && other.answer === site.answer,
  );
  if (index < 0) return changed;
  const expected = before.map(({ question, answer }, i) => ({
    question,
    answer: i === index ? wanted : answer,
  }));
  if (wanted === '') expected.splice(index, 1);
  const found = locateAnswers(after, site.hint);
  const isSame =
    found.length === expected.length &&
    found.every(({ question, answer }, i) => {
      const other = expected[i];
      return question === other?.question && answer.trimStart() === other.answer.trimStart();
    });
  return isSame ? undefined : unwritable;
}

function lengthChange(edits: readonly OffsetEdit[]): number {
  return edits.reduce((sum, { range, text }) => sum + text.length - (range.end - range.start), 0);
}

function planRow(document: string, site: AnswerSite, newText: string): EditPlan {
  const { target, encoding } = site;
  if (target.kind !== 'correctionField') return changed;
  if (!stillReads(document, site.answer, site.pieces)) return changed;
  if (target.existing === undefined) {
    const text = `${target.before}"${encodeText(newText, undefined, encoding)}"`;
    return { kind: 'edits', edits: [{ range: target.valueRange, text }] };
  }
  if (!stillReads(document, target.existing, target.pieces)) return changed;
  const { existing, pieces, valueRange } = target;
  const placed = { text: existing, pieces, encoding, emptyAt: valueRange.start + 1 };
  return { kind: 'edits', edits: editsOfText(document, placed, newText) };
}

/**
 * The edits that make the place hold a text: the answer itself, or a row's `correction`. Reading the place again
 * gives exactly `storedText(site, newText)`; nothing else of the document changes. Text that the place cannot hold
 * (a line of a transcript that would start a new turn) is refused, as is a site of another version of the text.
 */
export function planEdits(text: string, site: AnswerSite, newText: string): EditPlan {
  if (site.target.kind === 'correctionField') return planRow(text, site, newText);
  if (!stillReads(text, site.answer, site.pieces)) return changed;
  const wanted = storedText(site, newText);
  const placed = {
    text: site.answer,
    pieces: site.pieces,
    encoding: site.encoding,
    emptyAt: site.range.start,
  };
  const edits = editsOfText(text, placed, wanted);
  if (edits.length === 0 || site.place === 'chatLog') return { kind: 'edits', edits };
  const after = applyEdits(text, edits);
  if (site.place === 'selection') {
    const range = { start: site.range.start, end: site.range.end + lengthChange(edits) };
    return readSelection(after, range, site.encoding).text === wanted ? { kind: 'edits', edits } : unwritable;
  }
  return readsBack(text, after, site, wanted) ?? { kind: 'edits', edits };
}

/** As planEdits, but a refusal is thrown: `answerChanged` or `correctionUnwritable`. */
export function editsFor(text: string, site: AnswerSite, newText: string): readonly OffsetEdit[] {
  const plan = planEdits(text, site, newText);
  if (plan.kind === 'edits') return plan.edits;
  throw new AlignerError(
    plan.code,
    `Could not write the correction to ${site.label}: because ${plan.reason}. Copy what you need of it by hand.`,
  );
}
