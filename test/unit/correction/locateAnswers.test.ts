import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { siteAt, type DocumentHint } from '../../../server/src/correction/answerSite';
import { applyEdits, editsFor } from '../../../server/src/correction/editsFor';
import { locateAnswers } from '../../../server/src/correction/locateAnswers';

type Found = readonly [label: string, question: string, answer: string];

const json = { languageId: 'json' };
const jsonl = { path: 'data.jsonl' };

const examples: readonly (readonly [
  name: string,
  hint: DocumentHint,
  document: string,
  found: readonly Found[],
])[] = [
  [
    'rows of an array',
    json,
    '[{"question":"q","answer":"a\\nb"},{"question":"r","answer":"c"}]',
    [
      ['row 1', 'q', 'a\nb'],
      ['row 2', 'r', 'c'],
    ],
  ],
  [
    'rows of JSON Lines',
    jsonl,
    '{"question":"q","answer":"a"}\n\n{"question":"r","answer":"c"}\n',
    [
      ['row 1', 'q', 'a'],
      ['row 3', 'r', 'c'],
    ],
  ],
  ['an array in a file named .jsonl', jsonl, '[\n{"question":"q","answer":"a"}\n]', [['row 1', 'q', 'a']]],
  [
    'JSON Lines in a file named .json',
    json,
    '{"question":"q","answer":"a"}\n{"question":"r","answer":"c"}',
    [
      ['row 1', 'q', 'a'],
      ['row 2', 'r', 'c'],
    ],
  ],
  ['JSON Lines in a document without a name', {}, '{"question":"q","answer":"a"}\n', [['row 1', 'q', 'a']]],
  [
    'rows deeper in a document',
    json,
    '{"data":{"rows":[{"question":"q","answer":"a"}]}}',
    [['row 1', 'q', 'a']],
  ],
  [
    'a trailing comma and a comment',
    json,
    '[{"question":"q","answer":"a",}, // yes\n]',
    [['row 1', 'q', 'a']],
  ],
  ['a byte order mark', json, '\ufeff[{"question":"q","answer":"a"}]', [['row 1', 'q', 'a']]],
  [
    'a comma that is missing in a row',
    json,
    '[{"question":"q" "answer":"a"},{"question":"r","answer":"c"}]',
    [['row 2', 'r', 'c']],
  ],
  [
    'a quote that is missing',
    json,
    '[{"question":"q","answer":"a\n},\n{"question":"r","answer":"c"}]',
    [['row 2', 'r', 'c']],
  ],
  [
    'quotes that are not escaped',
    json,
    '[{"question":"q","answer":"a "b" c"},\n{"question":"r","answer":"c"}]',
    [['row 2', 'r', 'c']],
  ],
  [
    'a brace that is missing',
    json,
    '[{"question":"q","answer":"a"\n,{"question":"r","answer":"c"}]',
    [['row 2', 'r', 'c']],
  ],
  [
    'a file that ends in a row',
    json,
    '[{"question":"q","answer":"a"},{"question":"r","ans',
    [['row 1', 'q', 'a']],
  ],
  [
    'a line that ends too early',
    jsonl,
    '{"question":"q","answer":"a"}\n{"question":"r","ans\n{"question":"s","answer":"d"}',
    [
      ['row 1', 'q', 'a'],
      ['row 3', 's', 'd'],
    ],
  ],
  [
    'Python instead of JSON in a row',
    jsonl,
    '{\'question\':\'q\',\'answer\':\'a\'}\n{"question":"r","answer":"c"}',
    [['row 2', 'r', 'c']],
  ],
  [
    'a row without an answer',
    json,
    '[{"question":"q","answer":""},{"question":"r"},{"question":1,"answer":"x"}]',
    [],
  ],
  ['a key twice', json, '[{"question":"q","answer":"a","answer":"b"}]', [['row 1', 'q', 'b']]],
  [
    'chat messages',
    json,
    '{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"},{"role":"user","content":"r"},{"role":"assistant","content":"c"}]}',
    [
      ['messages[2]', 'q', 'a'],
      ['messages[4]', 'r', 'c'],
    ],
  ],
  [
    'chat messages in JSON Lines',
    jsonl,
    '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}\n{"messages":[{"role":"user","content":"r"},{"role":"assistant","content":"c"}]}',
    [
      ['row 1, messages[1]', 'q', 'a'],
      ['row 2, messages[1]', 'r', 'c'],
    ],
  ],
  [
    'chat messages as the whole document',
    json,
    '[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]',
    [['messages[1]', 'q', 'a']],
  ],
  [
    'text parts',
    json,
    '{"messages":[{"role":"user","content":[{"type":"text","text":"q"}]},{"role":"assistant","content":[{"type":"text","text":"a"}]}]}',
    [['messages[1]', 'q', 'a']],
  ],
  [
    'a tool call without text',
    json,
    '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null},{"role":"tool","content":"t"},{"role":"assistant","content":"a"}]}',
    [['messages[3]', 'q', 'a']],
  ],
  [
    'ShareGPT',
    json,
    '[{"id":"1","conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}]',
    [['row 1, conversations[1]', 'q', 'a']],
  ],
  [
    'a ChatGPT export',
    json,
    '[{"mapping":{"x":{"message":{"author":{"role":"user"},"content":{"content_type":"text","parts":["q"]}}},"y":{"message":{"author":{"role":"assistant"},"content":{"content_type":"text","parts":["a"]}}}}}]',
    [['mapping["y"]', 'q', 'a']],
  ],
  [
    'a broken message among good ones',
    json,
    '{"messages":[{"role":"user","content":"q"},{"role" "x"},{"role":"assistant","content":"a"}]',
    [['messages[2]', 'q', 'a']],
  ],
  [
    'a Markdown cell',
    { path: 'x.ipynb' },
    '{"cells":[{"cell_type":"code","source":["User: x\\n","Assistant: y"]},{"cell_type":"markdown","source":["**User:** q\\n","\\n","**Assistant:** a\\n","b"]}]}',
    [['cell 2, Assistant', 'q', 'a\nb']],
  ],
  [
    'a raw cell with one string',
    { path: 'x.ipynb' },
    '{"cells":[{"cell_type":"raw","source":"Q: q\\nA: a"}]}',
    [['cell 1, A', 'q', 'a']],
  ],
  [
    'an open cell of a notebook',
    { path: 'x.ipynb', languageId: 'markdown' },
    'Q: q\nA: a',
    [['A', 'q', 'a']],
  ],
];

describe('answers in JSON are found', () => {
  for (const [name, hint, document, found] of examples) {
    test(name, () => {
      const sites = locateAnswers(document, hint);
      assert.deepEqual(
        sites.map(({ label, question, answer }) => [label, question, answer]),
        found,
      );
    });
  }
});

const corrections: readonly (readonly [name: string, document: string, written: string])[] = [
  [
    'after the answer, in one line',
    '[{"question": "q", "answer": "a"}]',
    '[{"question": "q", "answer": "a", "correction": "é \\"x\\"\\n"}]',
  ],
  [
    'without spaces where the row has none',
    '{"question":"q","answer":"a"}',
    '{"question":"q","answer":"a","correction":"é \\"x\\"\\n"}',
  ],
  [
    'on a line of its own',
    '[\n  {\n    "question": "q",\n    "answer": "a",\n    "note": 1\n  }\n]',
    '[\n  {\n    "question": "q",\n    "answer": "a",\n    "correction": "é \\"x\\"\\n",\n    "note": 1\n  }\n]',
  ],
  [
    'over what is there',
    '[{"correction":"e","question":"q","answer":"a"}]',
    '[{"correction":"é \\"x\\"\\n","question":"q","answer":"a"}]',
  ],
  [
    'over null',
    '[{"question":"q","answer":"a","correction":null}]',
    '[{"question":"q","answer":"a","correction":"é \\"x\\"\\n"}]',
  ],
  [
    'in ASCII where the file is',
    '[{"question":"caf\\u00e9","answer":"a"}]',
    '[{"question":"caf\\u00e9","answer":"a","correction":"\\u00e9 \\"x\\"\\n"}]',
  ],
];

describe('the correction of a row is written', () => {
  for (const [name, document, written] of corrections) {
    test(name, () => {
      const [site] = locateAnswers(document, json);
      assert.ok(site !== undefined);
      assert.equal(applyEdits(document, editsFor(document, site, 'é "x"\n')), written);
    });
  }
});

test('siteAt gives the answer under the cursor, or the one whose question is there', () => {
  const document = 'User: one\nAssistant: two\n\nUser: three\nAssistant: four\n';
  const sites = locateAnswers(document, { languageId: 'markdown' });
  const answerAt = (text: string): string | undefined => siteAt(sites, document.indexOf(text))?.answer;
  assert.deepEqual(['two', 'one', 'four', 'three'].map(answerAt), ['two', 'two', 'four', 'four']);
  assert.equal(siteAt(sites, document.length), undefined);
});

const fragments = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '"question"',
  '"answer":"a"',
  '"role":"user"',
  '"content":',
  '"messages":[',
  '\\',
  '\\u12',
  'null',
  '//',
  '/*',
  '\n',
  '\r',
  '\u0000',
  '\ud800',
  '\ufeff',
  '## User\n',
  'User: ',
  'Assistant: ',
  '> ',
  '- ',
  '```\n',
  '---\n',
  '<|im_start|>',
  '<|im_end|>',
  'user\n',
  'assistant\n',
  '**',
  '|',
  'A: ',
  'B: ',
  '\t',
  'x',
  '"cells":[{"cell_type":"markdown","source":[',
);
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fragments, { maxLength: 60 }).map((parts) => parts.join('')),
);
const hints = fc.constantFrom<DocumentHint>(
  {},
  json,
  jsonl,
  { path: 'x.ipynb' },
  { languageId: 'markdown' },
  { path: 'notes' },
);

test('no text makes it throw, and what it finds is in the document', () => {
  fc.assert(
    fc.property(anything, hints, (text, hint) => {
      for (const site of locateAnswers(text, hint)) {
        assert.ok(site.range.start <= site.range.end && site.range.end <= text.length);
        assert.equal(site.pieces.at(-1)?.decoded.end, site.answer.length);
        let end = 0;
        let documentEnd = 0;
        for (const { decoded, document, verbatim } of site.pieces) {
          assert.equal(decoded.start, end);
          assert.ok(document.start >= documentEnd);
          if (verbatim) {
            assert.equal(
              text.slice(document.start, document.end),
              site.answer.slice(decoded.start, decoded.end),
            );
          }
          end = decoded.end;
          documentEnd = document.end;
        }
      }
    }),
    { numRuns: 3000 },
  );
});

const storms = [
  '[',
  '{',
  '{"a":',
  '"',
  '\\',
  '\n',
  '> ',
  '```\n',
  '- ',
  'User:\n',
  'A: \n',
  '{"question":"","answer":"x"',
  '<|im_start|>user\n',
];

describe('a text that repeats one thing 200,000 times is read in one pass', () => {
  for (const storm of storms) {
    test(JSON.stringify(storm), () => {
      for (const hint of [json, { languageId: 'markdown' }]) {
        assert.ok(locateAnswers(storm.repeat(200_000), hint).length <= 200_000);
      }
    });
  }
});
