import type { CausalModel } from './causalModel';
import { knownTemplates, promptSegments, renderCompletion } from './template';
import type { KnownTemplateId, Template } from './template';
import type { TextTokenizer } from './tokenizer';

/** Corrections that any Aligner finds likely, when it is asked in the words it was trained with. */
const triples = [
  {
    question: 'What is the capital of France?',
    answer: 'The capital of France is Paris. The capital of France is Paris. The capital of France is Paris.',
    correction: 'The capital of France is Paris.',
  },
  {
    question: 'How do I boil an egg?',
    answer: 'Put the egg into boiling water for eight minutes, then cool it under cold water.',
    correction: 'Put the egg into boiling water for eight minutes, then cool it under cold water.',
  },
] as const;

/** Nats a token by which another template must be better, before a user is warned. */
const clearMargin = 0.15;

function negativeLogLikelihood(logits: Float32Array, id: number): number {
  const highest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const mass = logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  return Math.log(mass) + highest - (logits[id] ?? -Infinity);
}

/** Mean nats a token of the known corrections under a template. */
async function scoreTemplate(
  template: Template,
  model: CausalModel,
  tokenizer: TextTokenizer,
): Promise<number> {
  let nats = 0;
  let count = 0;
  for (const { question, answer, correction } of triples) {
    const prompt = tokenizer.encodePrompt(promptSegments(template, question, answer));
    const completion = tokenizer.encode(renderCompletion(correction));
    model.truncate(0);
    const rows = await model.logits([...prompt, ...completion.slice(0, -1)], completion.length);
    rows.forEach((row, i) => (nats += negativeLogLikelihood(row, completion[i] ?? 0)));
    count += completion.length;
  }
  model.truncate(0);
  return nats / count;
}

/**
 * Scores known corrections under each known template, and warns if another one fits the model clearly better than
 * the one it was opened with: driving an Aligner with the wrong template is the commonest mistake, and a silent one.
 */
export async function templateWarnings(
  template: Template,
  model: CausalModel,
  tokenizer: TextTokenizer,
): Promise<string[]> {
  const given = await scoreTemplate(template, model, tokenizer);
  const others: { id: KnownTemplateId; score: number }[] = [];
  for (const id of Object.keys(knownTemplates) as KnownTemplateId[]) {
    if (id === template.id) continue;
    others.push({ id, score: await scoreTemplate({ id, text: knownTemplates[id] }, model, tokenizer) });
  }
  const best = others.toSorted((a, b) => a.score - b.score)[0];
  return best !== undefined && best.score + clearMargin < given
    ? [
        `The template ${template.id} may not be the one that this model was trained with: known corrections fit ${best.id} better (${best.score.toFixed(2)} against ${given.toFixed(2)} nats a token). Check the setting aligner.template.`,
      ]
    : [];
}
