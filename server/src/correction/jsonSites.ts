import type { AnswerSite, CorrectionTarget, DocumentHint } from './answerSite';
import { concatenate, documentRange, type DecodedText } from './decodedText';
import type { JsonDocument } from './jsonDocument';
import { decodeJsonString, isAsciiOnlyJson } from './jsonStrings';
import { readJson, type JsonArray, type JsonNode, type JsonObject, type JsonString } from './jsonTree';
import { notebookSites } from './notebookSites';

const assistantRoles = new Set(['assistant', 'gpt', 'chatgpt', 'model', 'bot', 'ai', 'chatbot']);
const userRoles = new Set(['user', 'human', 'prompter']);

interface Message {
  readonly role: string;
  readonly content: DecodedText;
  readonly label: string;
}

/** Reads a string of the document; undefined if the value is none, or is not valid. */
function decoded(document: JsonDocument, node: JsonNode | undefined): DecodedText | undefined {
  if (node?.type !== 'string' || !node.ok) return undefined;
  return decodeJsonString(document.text, { start: node.range.start + 1, end: node.range.end - 1 });
}

function valueOf(object: JsonObject, key: string): JsonNode | undefined {
  return object.properties.get(key)?.value;
}

/** The text between the end of one token and the start of the next, if it is white space and punctuation only. */
function textBetween(text: string, start: number, end: number): string {
  const between = text.slice(start, end);
  return /^[\s,:{]*$/.test(between) ? between : '';
}

/** Where the row's `correction` is written; a new key follows the answer, spaced as the row spaces its keys. */
function correctionTarget(document: JsonDocument, row: JsonObject, answer: JsonString): CorrectionTarget {
  const { text } = document;
  const present = row.properties.get('correction');
  if (present !== undefined) {
    const existing = decoded(document, present.value);
    return {
      kind: 'correctionField',
      ...(existing === undefined ? {} : { existing: existing.text }),
      valueRange: present.value.range,
      pieces: existing?.pieces ?? [],
      before: '',
    };
  }
  const properties = [...row.properties.values()];
  const keyOfAnswer = row.properties.get('answer')?.keyRange ?? answer.range;
  const gaps = properties.slice(1).map(({ keyRange }, index) => {
    const before = properties[index]?.value.range.end ?? keyRange.start;
    return textBetween(text, before, keyRange.start);
  });
  const separator = gaps.find((gap) => /^\s*,\s*$/.test(gap))?.replace(/^\s*,/, ',') ?? ', ';
  const colon = textBetween(text, keyOfAnswer.end, answer.range.start) || ': ';
  return {
    kind: 'correctionField',
    valueRange: { start: answer.range.end, end: answer.range.end },
    pieces: [],
    before: `${separator}"correction"${colon}`,
  };
}

function rowSite(document: JsonDocument, row: JsonObject): AnswerSite | undefined {
  if (!row.ok) return undefined;
  const answerNode = valueOf(row, 'answer');
  const question = decoded(document, valueOf(row, 'question'));
  const answer = decoded(document, answerNode);
  if (question === undefined || answer === undefined || answerNode?.type !== 'string') return undefined;
  if (answer.text.trim() === '') return undefined;
  return {
    place: 'datasetRow',
    label: `row ${row.index + 1}`,
    question: question.text,
    questionRange: documentRange(question, { start: 0, end: question.text.length }),
    answer: answer.text,
    range: documentRange(answer, { start: 0, end: answer.text.length }),
    pieces: answer.pieces,
    encoding: document.encoding,
    target: correctionTarget(document, row, answerNode),
    hint: document.hint,
  };
}

/** The text of a message: a string, or the text parts of a list. */
function contentOf(document: JsonDocument, node: JsonNode | undefined): DecodedText | undefined {
  if (node === undefined) return undefined;
  switch (node.type) {
    case 'string':
      return decoded(document, node);
    case 'array': {
      const parts = node.items.flatMap((item) => {
        if (item.type === 'string') return decoded(document, item) ?? [];
        if (item.type !== 'object' || !item.ok) return [];
        return decoded(document, valueOf(item, 'text')) ?? [];
      });
      return parts.length === 0 ? undefined : concatenate(parts);
    }
    case 'object':
      return contentOf(document, valueOf(node, 'parts'));
    case 'other':
      return undefined;
  }
}

function messageOf(document: JsonDocument, node: JsonObject, label: string): Message | undefined {
  const author = valueOf(node, 'author');
  const roleNode =
    valueOf(node, 'role') ??
    valueOf(node, 'from') ??
    (author?.type === 'object' ? valueOf(author, 'role') : undefined);
  const role = decoded(document, roleNode);
  const content = contentOf(document, valueOf(node, 'content') ?? valueOf(node, 'value'));
  if (!node.ok || role === undefined || content === undefined) return undefined;
  return { role: role.text.toLowerCase(), content, label };
}

/** Each assistant message that has a user message before it; several answers in a row have the same question. */
function messageSites(document: JsonDocument, messages: readonly Message[]): readonly AnswerSite[] {
  const sites: AnswerSite[] = [];
  let question: DecodedText | undefined;
  for (const { role, content, label } of messages) {
    if (userRoles.has(role)) question = content;
    else if (assistantRoles.has(role) && question !== undefined && content.text.trim() !== '') {
      sites.push({
        place: 'chatLog',
        label,
        question: question.text,
        questionRange: documentRange(question, { start: 0, end: question.text.length }),
        answer: content.text,
        range: documentRange(content, { start: 0, end: content.text.length }),
        pieces: content.pieces,
        encoding: document.encoding,
        target: { kind: 'answer' },
        hint: document.hint,
      });
    }
  }
  return sites;
}

function messagesOfArray(document: JsonDocument, array: JsonArray, name: string): readonly Message[] {
  return array.items.flatMap((item) =>
    item.type === 'object' ? (messageOf(document, item, `${name}[${item.index}]`) ?? []) : [],
  );
}

/** The `mapping` of a ChatGPT export: nodes in order, each with a message. */
function messagesOfMapping(document: JsonDocument, mapping: JsonObject): readonly Message[] {
  return [...mapping.properties].flatMap(([name, { value }]) => {
    const message = value.type === 'object' ? valueOf(value, 'message') : undefined;
    return message?.type === 'object' ? (messageOf(document, message, `mapping["${name}"]`) ?? []) : [];
  });
}

interface Visit {
  readonly node: JsonNode;
  readonly name: string;
  readonly row: number | undefined;
}

function* sitesOf(document: JsonDocument, { node, name, row }: Visit): Generator<AnswerSite> {
  const prefix = row === undefined ? '' : `row ${row + 1}, `;
  if (node.type === 'array')
    yield* messageSites(document, messagesOfArray(document, node, `${prefix}${name}`));
  if (node.type !== 'object') return;
  const site = rowSite(document, node);
  if (site !== undefined) yield site;
  const mapping = valueOf(node, 'mapping');
  if (mapping?.type === 'object') yield* messageSites(document, messagesOfMapping(document, mapping));
}

function childrenOf({ node, row }: Visit, byLine: boolean, depth: number): readonly Visit[] {
  switch (node.type) {
    case 'array':
      return node.items.map((item) => ({
        node: item,
        name: 'messages',
        row: row ?? (depth === 0 && item.type === 'object' ? item.index : undefined),
      }));
    case 'object': {
      const ofNode = row ?? (byLine && depth === 0 ? node.index : undefined);
      return [...node.properties].map(([name, { value }]) => ({ node: value, name, row: ofNode }));
    }
    case 'string':
    case 'other':
      return [];
  }
}

/** JSON Lines by name or by looks: the first line holds one whole object, and more lines follow. */
function isJsonLines(text: string, hint: DocumentHint): boolean {
  const named =
    /\.(?:jsonl|ndjson|jsonlines)$/i.test(hint.path ?? '') ||
    /^(?:jsonl|ndjson|jsonlines)$/.test(hint.languageId ?? '');
  const [, first = '', rest = ''] = /^[\s\ufeff]*([^\n\r]*)([\n\r]\s*\S)?/.exec(text) ?? [];
  const line = first.trim();
  if (named) return line.startsWith('{') && line !== '{';
  return line.startsWith('{') && line.endsWith('}') && rest !== '';
}

/** The answers of a JSON or JSON Lines document: data set rows, chat logs, cells of a notebook. */
export function jsonSites(text: string, hint: DocumentHint): readonly AnswerSite[] {
  const byLine = isJsonLines(text, hint);
  const document: JsonDocument = {
    text,
    hint,
    byLine,
    encoding: {
      kind: 'jsonString',
      eol: '\\n',
      linePrefix: '',
      blankLinePrefix: '',
      asciiOnly: isAsciiOnlyJson(text),
    },
  };
  const roots = readJson(text, byLine);
  const cells = notebookSites(document, roots);
  if (cells !== undefined) return cells;
  const sites: AnswerSite[] = [];
  let level: readonly Visit[] = roots.map((node) => ({ node, name: 'messages', row: undefined }));
  for (let depth = 0; level.length > 0; depth += 1) {
    for (const visit of level) for (const site of sitesOf(document, visit)) sites.push(site);
    level = level.flatMap((visit) => childrenOf(visit, byLine, depth));
  }
  return sites.sort((a, b) => a.range.start - b.range.start);
}
