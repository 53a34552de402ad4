export interface WordDiffPart {
  readonly kind: 'same' | 'deleted' | 'inserted';
  readonly text: string;
}
export declare function wordDiff(original: string, corrected: string): readonly WordDiffPart[];
