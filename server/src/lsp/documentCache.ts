import type { TextDocument } from 'vscode-languageserver-textdocument';

export interface DocumentCache<T> {
  /** What was computed for this version of the document, computed now if it was not. */
  get(document: TextDocument): T;
  /** Forgets a document, as after it was closed. */
  delete(uri: string): void;
}

/** Computes a value once for each version of a document; several features share it. */
export function createDocumentCache<T>(compute: (document: TextDocument) => T): DocumentCache<T> {
  const entries = new Map<string, { readonly version: number; readonly value: T }>();
  return {
    get: (document) => {
      const entry = entries.get(document.uri);
      if (entry?.version === document.version) return entry.value;
      const value = compute(document);
      entries.set(document.uri, { version: document.version, value });
      return value;
    },
    delete: (uri) => {
      entries.delete(uri);
    },
  };
}
