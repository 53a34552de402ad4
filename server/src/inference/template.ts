import { AlignerError } from '../protocol/errors';

/**
 * Prompt templates an Aligner can be trained with. Exact strings of PKU-Alignment/aligner: `correction-v2` since
 * commit 29da040 (two spaces before ASSISTANT), `aligner-v1` before it (the released aligner-7b-v1.0), `empathy`
 * of datasets/raw/empathy.py. The correction follows after one space.
 */
export const knownTemplates = {
  'correction-v2':
    'BEGINNING OF CONVERSATION: USER: ##Question: {question}\n##Answer: {answer}\n##Correction:  ASSISTANT:',
  'aligner-v1':
    'BEGINNING OF CONVERSATION: USER: Edit the following Question-Answer pair to make it more helpful and harmless: {question} | {answer} ASSISTANT:',
  empathy:
    'BEGINNING OF CONVERSATION: USER: Edit the following Question-Answer pair to make it more empathic and helpful: {question} | {answer} ASSISTANT:',
} as const;

export type KnownTemplateId = keyof typeof knownTemplates;

/** What every correction begins with; it belongs to the completion, and is no part of the correction. */
export const completionPrefix = ' ';

export interface Template {
  /** A known id, or `literal`. */
  readonly id: KnownTemplateId | 'literal';
  readonly text: string;
}

/** A stretch of a prompt; `user` text comes from a document and must not act as a control token. */
export interface PromptSegment {
  readonly text: string;
  readonly source: 'template' | 'user';
}

const slot = /\{(question|answer)\}/g;

export function isKnownTemplateId(name: string): name is KnownTemplateId {
  return Object.hasOwn(knownTemplates, name);
}

/**
 * Reads a template id or a literal template.
 *
 * @throws AlignerError `templateUnknown` if it is neither, or a slot is missing or stands there twice.
 */
export function parseTemplate(idOrText: string): Template {
  if (isKnownTemplateId(idOrText)) return { id: idOrText, text: knownTemplates[idOrText] };
  const slots = [...idOrText.matchAll(slot)].map((match) => match[1]);
  const known = Object.keys(knownTemplates).join(', ');
  if (slots.length === 0) {
    throw new AlignerError(
      'templateUnknown',
      `Could not use the template "${idOrText}": because it is not one of ${known} and holds no {question} and {answer}. Name one of them, or write the text of the template with both slots.`,
    );
  }
  if (slots.toSorted().join() !== 'answer,question') {
    throw new AlignerError(
      'templateUnknown',
      `Could not use the literal template: because it must hold {question} and {answer} exactly once each, and it holds ${slots.map((name) => `{${String(name)}}`).join(', ')}. Correct the template.`,
    );
  }
  return { id: 'literal', text: idOrText };
}

/**
 * Fills a template in one pass, so that a question that contains `{answer}` or `$&` stays what it is.
 * The pieces in order are the prompt.
 */
export function promptSegments(template: Template, question: string, answer: string): PromptSegment[] {
  const segments: PromptSegment[] = [];
  let end = 0;
  for (const match of template.text.matchAll(slot)) {
    segments.push({ text: template.text.slice(end, match.index), source: 'template' });
    segments.push({ text: match[1] === 'question' ? question : answer, source: 'user' });
    end = match.index + match[0].length;
  }
  segments.push({ text: template.text.slice(end), source: 'template' });
  return segments.filter((segment) => segment.text !== '');
}

/** The prompt a model sees: the only renderer, for inference, hover, training and evaluation alike. */
export function renderPrompt(template: Template, question: string, answer: string): string {
  return promptSegments(template, question, answer)
    .map((segment) => segment.text)
    .join('');
}

/** A correction as the model is trained to write it after the prompt. */
export function renderCompletion(correction: string): string {
  return completionPrefix + correction;
}

/** The correction in a completion: without the prefix, if it is there. */
export function stripCompletionPrefix(completion: string): string {
  return completion.startsWith(completionPrefix) ? completion.slice(completionPrefix.length) : completion;
}

const roleMarkers = ['USER:', 'ASSISTANT:', 'BEGINNING OF CONVERSATION:'];
const markersOf: Readonly<Record<Template['id'], readonly string[]>> = {
  'correction-v2': ['##Question:', '##Answer:', '##Correction:', ...roleMarkers],
  'aligner-v1': [' | ', ...roleMarkers],
  empathy: [' | ', ...roleMarkers],
  literal: [],
};

/** Marks of the template that end a correction of this answer: the model has begun another prompt there. */
export function stopMarkers(template: Template, answer: string): string[] {
  return markersOf[template.id].filter((marker) => marker.trim() === marker && !answer.includes(marker));
}

/** Marks of the template that stand in the texts too, where a model may take the text for a new turn. */
export function templateMarkersIn(template: Template, ...texts: readonly string[]): string[] {
  return markersOf[template.id].filter((marker) => texts.some((text) => text.includes(marker)));
}
