import type { AnswerSite, DocumentHint } from './answerSite';
import { plainText } from './decodedText';
import { jsonSites } from './jsonSites';
import { transcriptSites } from './transcriptSites';

const jsonLanguages = new Set([
  'json',
  'jsonc',
  'json5',
  'jsonl',
  'jsonlines',
  'ndjson',
  'ipynb',
  'jupyter',
  'snippets',
]);
const jsonPath = /\.(?:json|jsonc|jsonl|jsonlines|ndjson|ipynb)$/i;
/** Languages in which people keep conversations; source code is left alone. */
const proseLanguages = new Set([
  'plaintext',
  'markdown',
  'mdx',
  'quarto',
  'rmd',
  'restructuredtext',
  'asciidoc',
  'org',
  'log',
  'raw',
  'text',
  'txt',
]);
const prosePath = /(?:\.(?:md|markdown|mdx|qmd|rmd|txt|text|rst|adoc|org|log)|(?:^|[\\/])[^.\\/]*)$/i;

function isJson(text: string, { languageId, path }: DocumentHint): boolean {
  const isBegun = /^[\s\ufeff]*[[{]/.test(text);
  // The cell of an open notebook has the notebook's path, but is a document of its own.
  if (languageId !== undefined && /\.ipynb$/i.test(path ?? '') && !jsonLanguages.has(languageId))
    return false;
  if (languageId !== undefined && jsonLanguages.has(languageId)) return true;
  if (languageId === 'markdown') return false;
  if (jsonPath.test(path ?? '')) return true;
  return isBegun && /^[\s\ufeff]*(?:\{\s*"|\[\s*[{[\]])/.test(text);
}

function isProse({ languageId, path }: DocumentHint): boolean {
  if (languageId !== undefined) return proseLanguages.has(languageId);
  return path === undefined || prosePath.test(path);
}

/**
 * All answers of a document that stand beside their question, in document order: rows of a data set, chat logs and
 * notebook cells in JSON, transcripts in Markdown and plain text. Never throws; linear in the length of the text.
 */
export function locateAnswers(text: string, hint: DocumentHint): readonly AnswerSite[] {
  if (isJson(text, hint)) return jsonSites(text, hint);
  return isProse(hint) ? transcriptSites(plainText(text), hint) : [];
}
