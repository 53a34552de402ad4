export declare function editRatio(original: string, corrected: string): number;
