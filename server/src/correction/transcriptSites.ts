import type { AnswerSite, DocumentHint } from './answerSite';
import { documentRange, type DecodedText } from './decodedText';
import { readBody, readStretch, type TurnBody } from './transcriptBody';
import type { Role } from './transcriptLabels';
import { linesOf, readLabels } from './transcriptLines';
import { turnLabels } from './transcriptTurns';
import type { PlaceEncoding } from './types';

interface Turn {
  readonly role: Role;
  readonly name: string;
  readonly body: TurnBody | undefined;
}

function labelledTurns(view: DecodedText): readonly Turn[] {
  const lines = linesOf(view.text);
  const lineText = (index: number): string => {
    const line = lines[index];
    return line === undefined ? '' : view.text.slice(line.start, Math.min(line.end, line.start + 80));
  };
  const labels = turnLabels(readLabels(view.text, lines), lineText);
  return labels.map((label, index) => {
    const next = labels[index + 1];
    const body = readBody(view, lines, label, next?.line ?? lines.length, next?.role === 'user');
    return { role: label.role, name: label.name, body };
  });
}

const chatMlStart = '<|im_start|>';
const chatMlEnd = '<|im_end|>';

function chatMlTurns(view: DecodedText): readonly Turn[] {
  const { text } = view;
  const turns: Turn[] = [];
  let at = text.indexOf(chatMlStart);
  while (at >= 0) {
    const next = text.indexOf(chatMlStart, at + chatMlStart.length);
    const stop = next < 0 ? text.length : next;
    const head = text.slice(at, Math.min(stop, at + 80));
    const match = /^<\|im_start\|>[ \t]*([a-z]+)[^\n\r]*(?:\r\n|[\n\r])/.exec(head);
    if (match !== null) {
      const [whole, name = ''] = match;
      const role = name === 'user' || name === 'assistant' ? name : 'system';
      const start = at + whole.length;
      // The end marker is looked for inside this turn only, so that the whole stays linear.
      const inside = text.slice(start, stop).indexOf(chatMlEnd);
      turns.push({ role, name, body: readStretch(view, { start, end: inside < 0 ? stop : start + inside }) });
    }
    at = next;
  }
  return turns;
}

function encodingOf(text: string, linePrefix: string): PlaceEncoding {
  return {
    kind: 'plain',
    eol: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n',
    linePrefix,
    blankLinePrefix: linePrefix.trimEnd(),
    asciiOnly: false,
  };
}

/** The answers of a conversation written as text: each assistant turn that has a user turn before it. */
export function transcriptSites(view: DecodedText, hint: DocumentHint): readonly AnswerSite[] {
  const turns = view.text.includes(chatMlStart) ? chatMlTurns(view) : labelledTurns(view);
  const sites: AnswerSite[] = [];
  let question: TurnBody | undefined;
  for (const { role, name, body } of turns) {
    if (role === 'user') question = body;
    if (role !== 'assistant' || question === undefined || body === undefined) continue;
    sites.push({
      place: 'transcript',
      label: name,
      question: question.decoded.text,
      questionRange: documentRange(view, question.range),
      answer: body.decoded.text,
      range: documentRange(view, body.range),
      pieces: body.decoded.pieces,
      encoding: encodingOf(view.text, body.linePrefix),
      target: { kind: 'answer' },
      hint,
    });
  }
  return sites;
}
