export declare function guessQuestion(text: string, offset: number): string;
