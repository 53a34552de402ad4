/** A question whose answer has several mistakes, so that its correction has several hunks. */
export const fireQuestion =
  'Sum up for my news podcast:\n\nA small fire broke out in the kitchen of the Riverside Hotel on Friday evening. All 46 guests left the building safely, and nobody was hurt. The fire brigade said that a faulty toaster was the cause. The damage is put at about 20,000 euros. The hotel plans to open again on Monday.';

export const fireAnswer =
  'A small fire broke out in the kitchen of the Riverside Hotel on Sunday morning. All 46 guests got out safely, but two cooks were hurt. A faulty toaster was the cause. The hotel plans to open again in March.';

export const capitalQuestion = 'What is the capital of Australia?';

export const capitalAnswer =
  'The capital of Australia is Sydney. It has about five million people. Canberra is a small village nearby.';

/** A conversation in Markdown with two answers. */
export const conversation = [
  '# Notes of Monday',
  ...['## User', fireQuestion, '## Assistant', fireAnswer],
  ...['## User', capitalQuestion, '## Assistant', capitalAnswer],
]
  .join('\n\n')
  .concat('\n');

/** A conversation whose one answer takes long enough to be interrupted. */
export const longAnswer = Array.from({ length: 12 }, () => fireAnswer).join('\n\n');
export const longConversation = `## User\n\n${fireQuestion}\n\n## Assistant\n\n${longAnswer}\n`;

/** Two rows of a data set, the first without a correction. */
export const dataset = [
  { question: capitalQuestion, answer: capitalAnswer },
  { question: fireQuestion, answer: fireAnswer, correction: fireAnswer },
]
  .map((row) => `${JSON.stringify(row)}\n`)
  .join('');
