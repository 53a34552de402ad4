import type { DocumentHint } from '../../server/src/correction/answerSite';

/**
 * Documents that the server reads to find answers in. Schemes are named one by one, so that the left side of a
 * Git diff or an output channel gets no lenses.
 */
const schemes = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-remote', 'vscode-userdata'];
const languages = ['markdown', 'plaintext', 'json', 'jsonl', 'jsonc', 'raw'];

export const serverDocumentSelector: { readonly scheme: string; readonly language: string }[] =
  schemes.flatMap((scheme) => languages.map((language) => ({ scheme, language })));

/** Language of the texts in a review: Markdown's colours, with settings of its own (package.json). */
export const reviewLanguage = 'aligner-review';

/** Whether the server itself offers a code action on a selection here. */
export function isReadByServer(document: {
  readonly languageId: string;
  readonly uri: { readonly scheme: string };
}): boolean {
  return languages.includes(document.languageId) && schemes.includes(document.uri.scheme);
}

/** What `locateAnswers` is told of a document beside its text. */
export function hintOf(document: {
  readonly languageId: string;
  readonly uri: { readonly path: string };
}): DocumentHint {
  return { languageId: document.languageId, path: document.uri.path };
}
