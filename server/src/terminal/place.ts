import { visible } from './render';

/** Where an answer stands, for a reader; `line` counts from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly label: string;
}

export function nameOf({ file, line, label }: Place): string {
  return visible(`${file}:${line}, ${label}`);
}
