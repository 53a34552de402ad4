import { wordChanges } from './wordChanges';

/** A stretch of text that both texts have, or only one of them. */
export interface WordDiffPart {
  readonly kind: 'same' | 'deleted' | 'inserted';
  readonly text: string;
}

/**
 * The differences word by word, for a terminal or for decorations. The parts that are not `inserted` give the
 * original, those that are not `deleted` the corrected text; no part is empty.
 */
export function wordDiff(original: string, corrected: string): readonly WordDiffPart[] {
  const parts: WordDiffPart[] = [];
  const add = (kind: WordDiffPart['kind'], text: string): void => {
    if (text !== '') parts.push({ kind, text });
  };
  let end = 0;
  for (const change of wordChanges(original, corrected)) {
    add('same', original.slice(end, change.original.start));
    add('deleted', original.slice(change.original.start, change.original.end));
    add('inserted', corrected.slice(change.corrected.start, change.corrected.end));
    end = change.original.end;
  }
  add('same', original.slice(end));
  return parts;
}
