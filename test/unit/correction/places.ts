import type { AnswerSite, DocumentHint } from '../../../server/src/correction/answerSite';
import { locateAnswers } from '../../../server/src/correction/locateAnswers';
import { selectionSite } from '../../../server/src/correction/selectionSite';
import { relocate } from '../../../server/src/correction/trackChanges';

/** How the document around an answer is written. */
export interface Layout {
  readonly eol: '\n' | '\r\n';
  readonly bom: boolean;
  readonly finalNewline: boolean;
  readonly asciiOnly: boolean;
  readonly indent: number;
  /** The row's `correction` before the review; absent: no key. */
  readonly correction: string | undefined;
}

/** A document of one place, with the answer in its middle. */
export interface PlacedDocument {
  readonly text: string;
  readonly hint: DocumentHint;
  readonly find: (text: string) => AnswerSite | undefined;
}

/** Writes a document of one place. */
export interface Place {
  readonly name: string;
  /** Whether any string can stand there, or only what reads as one turn of a conversation. */
  readonly holds: 'anyString' | 'turn';
  readonly build: (question: string, answer: string, layout: Layout) => PlacedDocument;
}

function finish(text: string, layout: Layout): string {
  const lines = text.replaceAll('\n', layout.eol);
  return (layout.bom ? '\ufeff' : '') + lines + (layout.finalNewline ? layout.eol : '');
}

function asJson(value: unknown, layout: Layout, indent = layout.indent): string {
  const json = JSON.stringify(value, undefined, indent);
  if (!layout.asciiOnly) return json;
  return json.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function located(text: string, hint: DocumentHint, index: number): PlacedDocument {
  return { text, hint, find: (present) => locateAnswers(present, hint)[index] };
}

const before = { question: 'First?', answer: 'One é "quoted" answer.' };
const after = { question: 'Last?', answer: 'Another\nanswer.' };

function rowOf(question: string, answer: string, layout: Layout): Record<string, unknown> {
  const { correction } = layout;
  return { id: 7, question, answer, ...(correction === undefined ? {} : { correction }), note: 'x' };
}

function transcript(
  name: string,
  write: (turns: readonly (readonly [question: string, answer: string])[]) => string,
): Place {
  return {
    name,
    holds: 'turn',
    build: (question, answer, layout) => {
      const text = write([
        [before.question, before.answer],
        [question, answer],
        [after.question, after.answer],
      ]);
      return located(finish(text, layout), { languageId: 'markdown' }, 1);
    },
  };
}

const headings = transcript('transcript with headings', (turns) =>
  turns.map(([q, a]) => `## User\n\n${q}\n\n## Assistant\n\n${a}\n`).join('\n'),
);
const bold = transcript('transcript with bold labels', (turns) =>
  turns.map(([q, a]) => `**User:** ${q}\n\n**Assistant:** ${a}`).join('\n\n'),
);
const plainLabels = transcript('transcript with plain labels', (turns) =>
  turns.map(([q, a]) => `User: ${q}\nAssistant: ${a}`).join('\n'),
);
const chatMl = transcript('ChatML', (turns) =>
  turns.map(([q, a]) => `<|im_start|>user\n${q}<|im_end|>\n<|im_start|>assistant\n${a}<|im_end|>`).join('\n'),
);
const quoted = transcript('transcript in a blockquote', (turns) =>
  turns
    .map(([q, a]) => `**User:** ${q}\n\n**Assistant:** ${a}`)
    .join('\n\n')
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n'),
);
const listed = transcript('transcript in list items', (turns) =>
  turns
    .flatMap(([q, a]) => [`User: ${q}`, `Assistant: ${a}`])
    .map((turn) => `- ${turn.replaceAll(/\n(?=[^\n])/g, '\n  ')}`)
    .join('\n'),
);

function notebook(name: string, isArray: boolean): Place {
  return {
    name,
    holds: 'turn',
    build: (question, answer, layout) => {
      const inCell = headings.build(question, answer, { ...layout, eol: '\n', bom: false }).text;
      const source = isArray ? inCell.split(/(?<=\n)/) : inCell;
      const cells = [
        { cell_type: 'code', source: ['User: x\n', 'Assistant: y'] },
        { cell_type: 'markdown', metadata: {}, source },
      ];
      const text = finish(asJson({ cells, nbformat: 4 }, layout), layout);
      return located(text, { path: 'chat.ipynb' }, 1);
    },
  };
}

function selected(name: string, languageId: string, prefix: string): Place {
  return {
    name,
    holds: 'turn',
    build: (question, answer, layout) => {
      const lines = answer.split('\n').map((line) => (line === '' ? prefix.trimEnd() : prefix + line));
      const head = finish(`intro\n\n`, { ...layout, finalNewline: false });
      const body = lines.join(layout.eol);
      const text = head + body + finish('\n\nend', { ...layout, bom: false });
      const hint = { languageId };
      const site = selectionSite(
        text,
        { start: head.length, end: head.length + body.length },
        question,
        hint,
      );
      const length = text.length - site.range.end;
      return {
        text,
        hint,
        find: (present) => {
          const range = { start: site.range.start, end: present.length - length };
          const found = relocate(present, site, range, hint);
          return found.kind === 'gone' ? undefined : found.site;
        },
      };
    },
  };
}

/** Every place that an answer is found in. */
export const places: readonly Place[] = [
  {
    name: 'data set row in a JSON array',
    holds: 'anyString',
    build: (question, answer, layout) => {
      const rows = [before, rowOf(question, answer, layout), after];
      return located(finish(asJson(rows, layout), layout), { path: 'rows.json' }, 1);
    },
  },
  {
    name: 'data set row in JSON Lines',
    holds: 'anyString',
    build: (question, answer, layout) => {
      const rows = [before, rowOf(question, answer, layout), after].map((row) => asJson(row, layout, 0));
      return located(finish(rows.join('\n'), layout), { path: 'rows.jsonl' }, 1);
    },
  },
  {
    name: 'chat log with strings',
    holds: 'anyString',
    build: (question, answer, layout) => {
      const messages = [before, { question, answer }, after].flatMap((turn) => [
        { role: 'user', content: turn.question },
        { role: 'assistant', content: turn.answer },
      ]);
      return located(finish(asJson({ id: 1, messages }, layout), layout), { path: 'chat.json' }, 1);
    },
  },
  {
    name: 'chat log with parts',
    holds: 'anyString',
    build: (question, answer, layout) => {
      const middle = Math.floor(answer.length / 2);
      const parts = [
        { type: 'text', text: answer.slice(0, middle) },
        { type: 'image', url: 'x' },
        { type: 'text', text: answer.slice(middle) },
      ];
      const messages = [
        { role: 'user', content: [{ type: 'text', text: question }] },
        { role: 'assistant', content: parts },
      ];
      return located(finish(asJson({ messages }, layout), layout), { path: 'chat.json' }, 0);
    },
  },
  {
    name: 'ShareGPT conversation',
    holds: 'anyString',
    build: (question, answer, layout) => {
      const conversations = [
        { from: 'human', value: question },
        { from: 'gpt', value: answer },
      ];
      return located(finish(asJson([{ conversations }], layout), layout), { path: 'chat.json' }, 0);
    },
  },
  headings,
  bold,
  plainLabels,
  chatMl,
  quoted,
  listed,
  notebook('notebook cell with one string', false),
  notebook('notebook cell with an array of lines', true),
  selected('selected lines', 'markdown', ''),
  selected('selected lines of a blockquote', 'markdown', '> '),
  selected('selected lines of a comment', 'typescript', '  // '),
];
