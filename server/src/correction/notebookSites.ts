import type { AnswerSite } from './answerSite';
import { concatenate, type DecodedText } from './decodedText';
import type { JsonDocument } from './jsonDocument';
import { decodeJsonString, encodeJsonString } from './jsonStrings';
import type { JsonNode, JsonObject } from './jsonTree';
import { transcriptSites } from './transcriptSites';
import type { PlaceEncoding } from './types';

function stringsOf(source: JsonNode | undefined): readonly JsonNode[] {
  if (source?.type === 'string') return [source];
  return source?.type === 'array' ? source.items : [];
}

/** The cell's text; undefined if a string of it is broken. */
function readSource(document: JsonDocument, source: JsonNode | undefined): DecodedText | undefined {
  const strings = stringsOf(source);
  if (strings.some((node) => node.type !== 'string' || !node.ok)) return undefined;
  return concatenate(
    strings.map(({ range }) =>
      decodeJsonString(document.text, { start: range.start + 1, end: range.end - 1 }),
    ),
  );
}

/** A new line of a cell is a new string of its array, spaced as the strings are that stand there. */
function encodingOf(
  document: JsonDocument,
  source: JsonNode | undefined,
  inCell: PlaceEncoding,
): PlaceEncoding {
  const encode = (text: string): string => encodeJsonString(text, document.encoding.asciiOnly);
  const encoding = {
    eol: encode(inCell.eol),
    linePrefix: encode(inCell.linePrefix),
    blankLinePrefix: encode(inCell.blankLinePrefix),
    asciiOnly: document.encoding.asciiOnly,
  };
  const strings = stringsOf(source);
  const [first, second] = strings;
  if (source?.type !== 'array' || first === undefined) return { ...encoding, kind: 'jsonString' };
  const between =
    second === undefined
      ? `,${document.text.slice(source.range.start + 1, first.range.start)}`
      : document.text.slice(first.range.end, second.range.start);
  const step = /^\s*,\s*$/.test(between) ? between : ', ';
  return { ...encoding, kind: 'jsonLines', eol: `${encoding.eol}"${step}"` };
}

function cellSites(document: JsonDocument, cell: JsonObject, number: number): readonly AnswerSite[] {
  const source = cell.properties.get('source')?.value;
  const view = readSource(document, source);
  if (view === undefined) return [];
  return transcriptSites(view, document.hint).map((site) => ({
    ...site,
    place: 'notebookCell',
    label: `cell ${number}, ${site.label}`,
    encoding: encodingOf(document, source, site.encoding),
  }));
}

/** The answers in the Markdown and raw cells of a notebook (nbformat 4); undefined if the text is no notebook. */
export function notebookSites(
  document: JsonDocument,
  roots: readonly JsonNode[],
): readonly AnswerSite[] | undefined {
  const [root] = roots;
  const cells = root?.type === 'object' ? root.properties.get('cells')?.value : undefined;
  if (cells?.type !== 'array') return undefined;
  const objects = cells.items.filter((item) => item.type === 'object');
  if (!objects.some((cell) => cell.properties.has('cell_type'))) return undefined;
  return objects.flatMap((cell) => {
    const type = cell.properties.get('cell_type')?.value;
    if (!cell.ok || type?.type !== 'string') return [];
    const isText = /^"(?:markdown|raw)"$/.test(document.text.slice(type.range.start, type.range.end));
    return isText ? cellSites(document, cell, cell.index + 1) : [];
  });
}
