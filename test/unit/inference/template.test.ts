import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  parseTemplate,
  promptSegments,
  renderCompletion,
  renderPrompt,
  stripCompletionPrefix,
  templateMarkersIn,
} from '../../../server/src/inference/template';

describe('the prompt an Aligner was trained with', () => {
  const rendered = {
    'correction-v2': 'BEGINNING OF CONVERSATION: USER: ##Question: Q\n##Answer: A\n##Correction:  ASSISTANT:',
    'aligner-v1':
      'BEGINNING OF CONVERSATION: USER: Edit the following Question-Answer pair to make it more helpful and harmless: Q | A ASSISTANT:',
    empathy:
      'BEGINNING OF CONVERSATION: USER: Edit the following Question-Answer pair to make it more empathic and helpful: Q | A ASSISTANT:',
    'Q={question}, A={answer}!': 'Q=Q, A=A!',
    '{answer} answers {question}': 'A answers Q',
  };
  for (const [template, prompt] of Object.entries(rendered)) {
    test(`of ${template}`, () => {
      assert.equal(renderPrompt(parseTemplate(template), 'Q', 'A'), prompt);
    });
  }

  test('holds every text as it is, also slots and replacement patterns', () => {
    const strange = fc.stringMatching(/^(\{question\}|\{answer\}|\$&|\$1|[a-z ]){0,12}$/);
    fc.assert(
      fc.property(strange, strange, (question, answer) => {
        const template = parseTemplate('<{question}|{answer}>');
        assert.equal(renderPrompt(template, question, answer), `<${question}|${answer}>`);
      }),
    );
  });

  test('says which of its text came from the user', () => {
    const segments = promptSegments(parseTemplate('{answer} to {question}'), 'Q', 'A');
    assert.deepEqual(segments, [
      { text: 'A', source: 'user' },
      { text: ' to ', source: 'template' },
      { text: 'Q', source: 'user' },
    ]);
  });
});

describe('a template that cannot be used is refused with the slot at fault', () => {
  const refused = {
    'correction-v3': /not one of correction-v2, aligner-v1, empathy/,
    'only {answer}': /holds \{answer\}\. /,
    '{question} {answer} {answer}': /holds \{question\}, \{answer\}, \{answer\}/,
  };
  for (const [template, message] of Object.entries(refused)) {
    test(template, () => {
      assert.throws(() => parseTemplate(template), { code: 'templateUnknown', message });
    });
  }
});

describe('the completion', () => {
  test('is the correction after one space, which comes off again', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.equal(stripCompletionPrefix(renderCompletion(text)), text);
      }),
    );
  });
  test('keeps its text where the model left the space out', () => {
    assert.equal(stripCompletionPrefix('Paris.'), 'Paris.');
  });
});

test('a text with the marks of the template itself is noticed', () => {
  assert.deepEqual(templateMarkersIn(parseTemplate('correction-v2'), 'USER: hi', '##Answer: 4'), [
    '##Answer:',
    'USER:',
  ]);
  assert.deepEqual(templateMarkersIn(parseTemplate('aligner-v1'), 'a | b'), [' | ']);
  assert.deepEqual(templateMarkersIn(parseTemplate('correction-v2'), 'a | b', 'plain'), []);
});
