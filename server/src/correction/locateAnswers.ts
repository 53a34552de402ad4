import type { AnswerSite, DocumentHint } from './answerSite';
import { isJson, isProse } from './documentKind';
import { plainText } from './decodedText';
import { jsonSites } from './jsonSites';
import { transcriptSites } from './transcriptSites';

/**
 * All answers of a document that stand beside their question, in document order: rows of a data set, chat logs and
 * notebook cells in JSON, transcripts in Markdown and plain text. Never throws; linear in the length of the text.
 */
export function locateAnswers(text: string, hint: DocumentHint): readonly AnswerSite[] {
  if (isJson(text, hint)) return jsonSites(text, hint);
  return isProse(hint) ? transcriptSites(plainText(text), hint) : [];
}
