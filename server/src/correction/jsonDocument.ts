import type { DocumentHint } from './answerSite';
import type { PlaceEncoding } from './types';

/** What is the same for all sites of a JSON document. */
export interface JsonDocument {
  readonly text: string;
  readonly hint: DocumentHint;
  readonly encoding: PlaceEncoding;
  readonly byLine: boolean;
}
