import type { DocumentHint } from './answerSite';

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

/** Whether a document is read as JSON: by its language, its name, or its first characters. */
export function isJson(text: string, { languageId, path }: DocumentHint): boolean {
  const isBegun = /^[\s\ufeff]*[[{]/.test(text);
  // The cell of an open notebook has the notebook's path, but is a document of its own.
  if (languageId !== undefined && /\.ipynb$/i.test(path ?? '') && !jsonLanguages.has(languageId))
    return false;
  if (languageId !== undefined && jsonLanguages.has(languageId)) return true;
  if (languageId === 'markdown') return false;
  if (jsonPath.test(path ?? '')) return true;
  return isBegun && /^[\s\ufeff]*(?:\{\s*"|\[\s*[{[\]])/.test(text);
}

/** Whether a document is one in which people keep conversations. */
export function isProse({ languageId, path }: DocumentHint): boolean {
  if (languageId !== undefined) return proseLanguages.has(languageId);
  return path === undefined || prosePath.test(path);
}
