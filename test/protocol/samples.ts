import type { CorrectParams } from '../../server/src/protocol/messages';

/** An answer that says the same sentence three times: the embedded Aligner always has something to change here. */
export const faulty = {
  question: 'How often should I water a cactus?',
  answer:
    'Water it about every two weeks in summer. Water it about every two weeks in summer. Water it about every two weeks in summer. I hope this helps! Is there anything else I can help you with?',
};

/** Long enough that a test can act while it is being corrected. */
export const long = {
  question: 'How do I look after house plants?',
  answer: Array.from(
    { length: 12 },
    (_, index) =>
      `Plant number ${index + 1} likes a bright window and some water every week. Turn it now and then so that it grows straight, and give it a larger pot in spring.`,
  ).join('\n\n'),
};

export const transcript = (question: string, answer: string): string =>
  `# A chat\n\n## User\n\n${question}\n\n## Assistant\n\n${answer}\n`;

export function paramsOf(
  id: string,
  pair: { readonly question: string; readonly answer: string },
): CorrectParams {
  return { id, question: pair.question, answer: pair.answer };
}

/** The empty range of a cursor. */
export const atCursor = (
  line: number,
  character = 0,
): { start: { line: number; character: number }; end: { line: number; character: number } } => ({
  start: { line, character },
  end: { line, character },
});
