import { linesOf, readContainers } from './transcriptLines';
import { readLabel } from './transcriptLabels';

/** How far back a question is looked for, and how long it may be, in UTF-16 code units. */
const lookBack = 4000;
const longestQuestion = 500;
const commentMark = /^[ \t]*(?:\/\/[/!]?|#+|--|;+|%+|\*+|\/\*+)?[ \t]*/;

function withoutMarks(line: string): string {
  const { length } = readContainers(line);
  const rest = line.slice(length);
  const label = readLabel(rest);
  if (label !== undefined && label.role !== 'user') return '';
  const bare = label === undefined || label.style === 'heading' ? rest : rest.slice(label.length);
  return (label?.style === 'heading' ? '' : bare)
    .replace(commentMark, '')
    .replace(/^(\*\*|__)(.*)\1$/, '$2')
    .trim();
}

/** The paragraphs before an offset, the nearest first, without marks of quotes, lists, comments and labels. */
function paragraphsBefore(text: string): readonly string[] {
  const paragraphs: string[] = [];
  let present: string[] = [];
  for (const { start, end } of linesOf(text)) {
    const line = withoutMarks(text.slice(start, end));
    if (line !== '') {
      present.push(line);
    } else if (present.length > 0) {
      paragraphs.push(present.join(' '));
      present = [];
    }
  }
  if (present.length > 0) paragraphs.push(present.join(' '));
  return paragraphs.reverse();
}

function lastQuestionOf(paragraph: string): string | undefined {
  const sentences = Array.from(
    new Intl.Segmenter('en', { granularity: 'sentence' }).segment(paragraph.slice(-longestQuestion)),
    ({ segment }) => segment.trim(),
  );
  return sentences.findLast((sentence) => /[?？؟]["'”’»)\]*_]*$/.test(sentence));
}

function shortened(text: string): string {
  return text.length <= longestQuestion
    ? text
    : `${text
        .slice(0, longestQuestion)
        .replace(/[\ud800-\udbff]$/, '')
        .trimEnd()}…`;
}

/**
 * The nearest plausible question before a selection, to fill an input box with: the last sentence before it that
 * ends with a question mark, else the paragraph just before; empty at the start of a document.
 */
export function guessQuestion(text: string, offset: number): string {
  const end = Math.max(0, Math.min(offset, text.length));
  const before = text.slice(Math.max(0, end - lookBack), end);
  const paragraphs = paragraphsBefore(before);
  const [nearest = ''] = paragraphs;
  for (const paragraph of paragraphs.slice(0, 3)) {
    const question = lastQuestionOf(paragraph);
    if (question !== undefined) return question;
  }
  return shortened(nearest);
}
