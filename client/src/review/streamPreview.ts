/**
 * What a review shows while a correction streams: the text so far, then the part of the answer that the model has
 * not come to yet, so that the rest of the answer does not look deleted. An approximation for the eye only; the
 * hunks are computed from the finished text.
 */
export interface StreamPreview {
  readonly streamed: string;
  /** Offset in the answer up to which the streamed text has come. */
  readonly cursor: number;
  /** The streamed text ends exactly at the cursor: its last characters are those before it. */
  readonly inStep: boolean;
}

export const emptyPreview: StreamPreview = { streamed: '', cursor: 0, inStep: true };

/** Characters that must agree before the streamed text counts as back in step with the answer. */
const anchorLength = 12;
/** How far ahead of the cursor, or behind it, the streamed text is looked for. */
const reach = 800;

export function extendPreview(answer: string, preview: StreamPreview, delta: string): StreamPreview {
  const streamed = preview.streamed + delta;
  if (preview.inStep && answer.startsWith(delta, preview.cursor)) {
    return { streamed, cursor: preview.cursor + delta.length, inStep: true };
  }
  const found = findCursor(answer, streamed, preview.cursor);
  return found === undefined
    ? { streamed, cursor: preview.cursor, inStep: false }
    : { streamed, cursor: found, inStep: true };
}

function findCursor(answer: string, streamed: string, cursor: number): number | undefined {
  if (streamed.length < anchorLength) return undefined;
  const anchor = streamed.slice(-anchorLength);
  const nearby = answer.slice(0, cursor + reach);
  const ahead = nearby.indexOf(anchor, Math.max(0, cursor - anchorLength));
  const start = ahead >= 0 ? ahead : nearby.lastIndexOf(anchor);
  return start < cursor - reach || start < 0 ? undefined : start + anchorLength;
}

export function previewText(answer: string, { streamed, cursor, inStep }: StreamPreview): string {
  const rest = answer.slice(cursor);
  const glued = !inStep && /\S$/.test(streamed) && /^\S/.test(rest);
  return streamed + (glued ? ' ' : '') + rest;
}
