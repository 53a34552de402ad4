import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { DocumentHint } from '../../../server/src/correction/answerSite';
import { applyEdits, editsFor } from '../../../server/src/correction/editsFor';
import { selectionSite } from '../../../server/src/correction/selectionSite';

type Example = readonly [
  name: string,
  hint: DocumentHint,
  marked: string,
  answer: string,
  correction: string,
  written: string,
];

/** The selection stands between « and ». */
const examples: readonly Example[] = [
  [
    'a word of a line',
    { languageId: 'markdown' },
    'It was «Einstein» then.',
    'Einstein',
    'Darwin',
    'It was Darwin then.',
  ],
  ['white space around it is left out', { languageId: 'markdown' }, 'a «\nb c \n»d', 'b c', 'b', 'a \nb \nd'],
  [
    'lines of a blockquote',
    { languageId: 'markdown' },
    '«> one\n> two\n>\n> three»\n',
    'one\ntwo\n\nthree',
    'one\n\ntwo\n\nthree\nfour',
    '> one\n>\n> two\n>\n> three\n> four\n',
  ],
  [
    'a list item',
    { languageId: 'markdown' },
    '- «one\n  two»\n- x',
    'one\ntwo',
    'one\ntwo\n\nthree',
    '- one\n  two\n\n  three\n- x',
  ],
  [
    'a comment',
    { languageId: 'typescript' },
    '  // «one\n  // two»\n  f();\r',
    'one\ntwo',
    'one\n\ntwo',
    '  // one\n  //\n  // two\n  f();\r',
  ],
  [
    'a comment in Python',
    { languageId: 'python' },
    '«# one\n# two\n»x = 1',
    'one\ntwo',
    'two',
    '# two\nx = 1',
  ],
  [
    'a string in JSON',
    { languageId: 'json' },
    '{"a": "x «caf\\u00e9\\nis \\"it\\"» y"}',
    'café\nis "it"',
    'café\nis\tit',
    '{"a": "x caf\\u00e9\\nis\\tit y"}',
  ],
  [
    'a whole string in JSON, with its quotes',
    { languageId: 'json' },
    '{"a": «"one\\ntwo"»}',
    'one\ntwo',
    '"',
    '{"a": "\\""}',
  ],
  [
    'half of an escape is taken whole',
    { languageId: 'json' },
    '{"a": "one \\u00«e9 two» three"}',
    'é two',
    'e',
    '{"a": "one e three"}',
  ],
  [
    'CRLF',
    { languageId: 'markdown' },
    '«one\r\ntwo»\r\n',
    'one\ntwo',
    'one\ntwo\nthree',
    'one\r\ntwo\r\nthree\r\n',
  ],
];

describe('a selected text is an answer', () => {
  for (const [name, hint, marked, answer, correction, written] of examples) {
    test(name, () => {
      const start = marked.indexOf('«');
      const end = marked.indexOf('»') - 1;
      const document = marked.replace(/[«»]/g, '');
      const site = selectionSite(document, { start, end }, 'Why?', hint);
      assert.equal(site.answer, answer);
      assert.equal(site.question, 'Why?');
      assert.equal(applyEdits(document, editsFor(document, site, correction)), written);
    });
  }

  test('wherever it begins and ends, in any document', () => {
    const hints = fc.constantFrom<DocumentHint>(
      { languageId: 'markdown' },
      { languageId: 'json' },
      { languageId: 'c' },
    );
    const units = fc.constantFrom(
      '"',
      '\\',
      'u00e9',
      '> ',
      '- ',
      '// ',
      '\n',
      '\r\n',
      'word',
      ' ',
      '\ud83d',
      '{',
      ':',
    );
    const texts = fc.array(units, { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, fc.nat(40), fc.nat(40), hints, (text, start, end, hint) => {
        const site = selectionSite(text, { start, end }, '', hint);
        assert.ok(site.range.start <= site.range.end && site.range.end <= text.length);
        assert.deepEqual(editsFor(text, site, site.answer), []);
      }),
      { numRuns: 1000 },
    );
  });
});
