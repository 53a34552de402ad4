import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { heldText, type AnswerSite } from '../../../server/src/correction/answerSite';
import { applyEdits, planEdits, storedText } from '../../../server/src/correction/editsFor';
import { computeHunks, mergeHunks } from '../../../server/src/correction/hunks';
import { locateAnswers } from '../../../server/src/correction/locateAnswers';
import { places, type Layout, type Place } from './places';

const layouts: fc.Arbitrary<Layout> = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  finalNewline: fc.boolean(),
  asciiOnly: fc.boolean(),
  indent: fc.constantFrom(0, 1, 2, 4),
  correction: fc.option(fc.constantFrom('', 'An older é correction.', 'Darwin wrote "it".'), {
    nil: undefined,
  }),
});

const words = [
  'the',
  'Darwin',
  'Einstein',
  'wrote',
  'café',
  '1859',
  '👩‍🚀',
  '🇪🇺',
  'مرحبا',
  'שלום',
  '漢字',
  '"so"',
  'a\\b',
  'e\u0301t',
  'tab\there',
  'it’s',
];
const sentences = fc
  .tuple(
    fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 7 }),
    fc.constantFrom('.', '!', '?', '…'),
  )
  .map(([parts, end]) => `The ${parts.join(' ')}${end}`);
/** Text that can stand in any conversation. */
const calmTexts = fc
  .array(fc.tuple(sentences, fc.constantFrom(' ', '\n', '\n\n')), { minLength: 1, maxLength: 6 })
  .map((parts) =>
    parts
      .map(([sentence, space]) => sentence + space)
      .join('')
      .trim(),
  );
/** Text with what means something to the places: labels, fences, marks, prefixes, escapes, broken Unicode. */
const wildTexts = fc
  .array(
    fc.oneof(
      sentences,
      fc.constantFrom(
        'User: x',
        'Assistant: y',
        '## User',
        '**User:** z',
        '```',
        '~~~js',
        '---',
        '===',
        '> quote',
        '- item',
        '1. one',
        '# Title',
        '<|im_end|>',
        '<|im_start|>user\n',
        'Q: a',
        'A: b',
        '    code',
        '\t',
        ' ',
        '\n',
        '\n\n',
        '\r\n',
        '\r',
        '"',
        '\\',
        '\\n',
        '\u0000',
        '\ud83d',
        '\ude00',
        '\ufeff',
        '\u2028',
        '*',
        '//',
      ),
    ),
    { maxLength: 8 },
  )
  .chain((parts) => fc.constantFrom(' ', '\n', '').map((joint) => parts.join(joint)));

const subsets = fc.infiniteStream(fc.boolean());

/** The answers that are not the one at the index. */
function others(text: string, place: Place, index: number): readonly unknown[] {
  if (place.name.startsWith('selected')) return [];
  const hint = place.build('q', 'a', anyLayout).hint;
  return locateAnswers(text, hint)
    .filter((_, i) => i !== index)
    .map(({ question, answer }) => ({ question, answer }));
}

const anyLayout: Layout = {
  eol: '\n',
  bom: false,
  finalNewline: true,
  asciiOnly: false,
  indent: 2,
  correction: undefined,
};

function indexIn(text: string, place: Place, site: AnswerSite): number {
  const hint = place.build('q', 'a', anyLayout).hint;
  return locateAnswers(text, hint).findIndex(({ range }) => range.start === site.range.start);
}

/** The range that may change: the answer, or the value of `correction`. */
function writableRange({ target, range }: AnswerSite): { readonly start: number; readonly end: number } {
  return target.kind === 'correctionField' ? target.valueRange : range;
}

/** Writes a text and checks that the place holds it and that nothing else has changed; false: it was refused. */
function writes(place: Place, document: ReturnType<Place['build']>, newText: string): boolean {
  const site = document.find(document.text);
  assert.ok(site !== undefined, 'the answer is found');
  const plan = planEdits(document.text, site, newText);
  if (plan.kind === 'refused') {
    assert.equal(plan.code, 'correctionUnwritable');
    return false;
  }
  const after = applyEdits(document.text, plan.edits);
  const { start, end } = writableRange(site);
  const tail = document.text.slice(end);
  assert.equal(after.slice(0, start), document.text.slice(0, start), 'the text before is untouched');
  assert.ok(after.endsWith(tail), 'the text after is untouched');
  const index = indexIn(document.text, place, site);
  const wanted = storedText(site, newText);
  if (wanted.trim() !== '') {
    const again = document.find(after);
    assert.ok(again !== undefined, 'the answer is found again');
    assert.equal(heldText(again).trimStart(), wanted.trimStart());
    if (place.holds === 'anyString') assert.equal(heldText(again), newText);
    assert.deepEqual(others(after, place, index), others(document.text, place, index));
  }
  if (document.hint.path !== undefined && !document.hint.path.endsWith('.jsonl')) {
    assert.doesNotThrow(() => {
      JSON.parse(after.replace(/^\ufeff/, ''));
    });
  }
  return true;
}

for (const place of places) {
  describe(place.name, () => {
    test('reads the answer that was written there', () => {
      fc.assert(
        fc.property(calmTexts, layouts, (answer, layout) => {
          const document = place.build('What is it?', answer, layout);
          const site = document.find(document.text);
          assert.equal(site?.answer, answer);
          assert.equal(site.question, 'What is it?');
        }),
      );
    });

    test('rejecting all leaves every byte', () => {
      fc.assert(
        fc.property(calmTexts, layouts, (answer, layout) => {
          const document = place.build('What is it?', answer, layout);
          const site = document.find(document.text);
          assert.ok(site !== undefined);
          if (site.target.kind === 'correctionField' && site.target.existing === undefined) return;
          const plan = planEdits(document.text, site, heldText(site));
          assert.deepEqual(plan, { kind: 'edits', edits: [] });
        }),
      );
    });

    test('accepting all, or any subset of the hunks, writes exactly that, and nothing else', () => {
      fc.assert(
        fc.property(calmTexts, calmTexts, layouts, subsets, (answer, correction, layout, chosen) => {
          const document = place.build('What is it?', answer, layout);
          const hunks = computeHunks(answer, correction);
          const all = mergeHunks(answer, hunks, new Set(hunks.keys()));
          assert.equal(all, correction);
          assert.ok(writes(place, document, correction));
          const some = new Set([...hunks.keys()].filter(() => chosen.next().value === true));
          assert.ok(writes(place, document, mergeHunks(answer, hunks, some)));
        }),
      );
    });

    test('holds any text, or refuses it', () => {
      fc.assert(
        fc.property(calmTexts, wildTexts, layouts, (answer, correction, layout) => {
          const wrote = writes(place, place.build('What is it?', answer, layout), correction);
          assert.ok(wrote || place.holds === 'turn');
        }),
        { numRuns: 200 },
      );
    });
  });
}

function rangeOf(text: string, part: string): { readonly start: number; readonly end: number } {
  const start = text.indexOf(part);
  return { start, end: start + part.length };
}

test('an escape outside the changed words stays as it is written', () => {
  const document = '[{"question":"q","answer":"caf\\u00e9 and \\/ Einstein é"}]';
  const [site] = locateAnswers(document, { languageId: 'json' });
  assert.ok(site !== undefined);
  const asAnswer: AnswerSite = { ...site, target: { kind: 'answer' }, place: 'chatLog' };
  const plan = planEdits(document, asAnswer, 'café and / Darwin é');
  assert.deepEqual(plan, {
    kind: 'edits',
    edits: [{ range: rangeOf(document, 'Einstein'), text: 'Darwin' }],
  });
});

test('lines that go from a notebook take their strings with them', () => {
  const notebook = (...source: readonly string[]): string =>
    JSON.stringify({ cells: [{ cell_type: 'markdown', source }] }, null, 1);
  const document = notebook('Q: q\n', 'A: one\n', 'two\n', 'three\n', 'four');
  const [site] = locateAnswers(document, { path: 'chat.ipynb' });
  assert.ok(site !== undefined);
  const plan = planEdits(document, site, 'one\nfour');
  assert.ok(plan.kind === 'edits');
  assert.equal(applyEdits(document, plan.edits), notebook('Q: q\n', 'A: one\n', 'four'));
});

const refusals: readonly (readonly [name: string, document: string, correction: string])[] = [
  ['a line that starts a turn', 'User: Who?\nAssistant: Einstein.\n', 'Darwin.\nUser: Sure?'],
  [
    'a code fence that would swallow the next turns',
    '## User\na\n## Assistant\nb\n\n```\nx\n```\n\n## User\nc\n## Assistant\nd\n\n```\ny\n```',
    '```\nb',
  ],
  [
    'the end marker of ChatML',
    '<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\nb<|im_end|>\n',
    'b<|im_end|> c',
  ],
];

describe('a transcript refuses what would change the conversation', () => {
  for (const [name, document, correction] of refusals) {
    test(name, () => {
      const [site] = locateAnswers(document, { languageId: 'markdown' });
      assert.ok(site !== undefined);
      const plan = planEdits(document, site, correction);
      assert.equal(plan.kind === 'refused' && plan.code, 'correctionUnwritable');
    });
  }

  test('but not an empty text: the turn stays without an answer, the others as they are', () => {
    const document = 'User: a\nAssistant: one\nUser: b\nAssistant: two\n';
    const [site] = locateAnswers(document, { languageId: 'markdown' });
    assert.ok(site !== undefined);
    const plan = planEdits(document, site, '');
    assert.ok(plan.kind === 'edits');
    assert.equal(applyEdits(document, plan.edits), document.replace('one', ''));
  });

  test('and a site of an older version of the document', () => {
    const [site] = locateAnswers('User: a\nAssistant: one\n', { languageId: 'markdown' });
    assert.ok(site !== undefined);
    const plan = planEdits('User: a\nAssistant: two\n', site, 'three');
    assert.equal(plan.kind === 'refused' && plan.code, 'answerChanged');
  });
});
