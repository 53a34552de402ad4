import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { computeHunks, mergeHunks } from '../../../server/src/correction/hunks';

/** A correction with its hunks marked as a person would draw them: [original→corrected]. */
const examples: readonly (readonly [name: string, marked: string])[] = [
  ['a name', 'The theory of evolution is by [Albert Einstein→Charles Darwin].'],
  ['nothing', 'Water boils at 100 °C.'],
  [
    'two words far apart in a sentence',
    'The [red→blue] car that my older brother bought last year in Paris is [fast→slow].',
  ],
  ['close changes of one sentence', 'All guests got out safely, [but two cooks were→and nobody was] hurt.'],
  [
    'changes with three words between them',
    'You should take the [train that leaves at nine→bus that leaves at ten] from the platform on the far side.',
  ],
  [
    'changes with four words between them, in a sentence that is half other words',
    '[Two cats said that it was raining heavily→Some dogs said that it was snowing badly].',
  ],
  ['changes of two sentences', 'It opened in [1990→1989]. It closed in [2001→2002].'],
  ['a sentence removed in the middle', 'Yes, many do it. [Real men pay. →]Ask her what feels fair.'],
  ['a sentence removed at the end', 'Write down the place and the time.[ That is all your own fault.→]'],
  ['a sentence added at the end', 'Ask the lifeguards.[→ Then call the lost property office.]'],
  [
    'a sentence added at the start',
    '[→Oh no, I am so sorry to hear that. ]Write down the place and the time.',
  ],
  [
    'a sentence rewritten',
    '[Just reach in with a fork.→Unplug it first and let it cool.] Once the bread is out, turn the toaster over.',
  ],
  ['an introduction removed', '[Certainly! Here is your note:\n\n→]Dear parents,\n\nOur trip is on 12 June.'],
  ['a paragraph added', 'First of all, breathe.[→\n\nThen call somebody you trust.]'],
  ['list items, each a decision', '1. [Mercury→Neptune]\n2. [Venus→Uranus]\n3. Earth\n4. [Mars→Jupiter]'],
  ['rewritten list items keep their marks', '- [An old power strip→A new one with a test mark]\n- Two lamps'],
  ['a list item removed', '- Bread\n- Butter[\n- Peanut cake→]'],
  ['spaces before punctuation', 'Ask what is included[ →]: sound and lights.'],
  ['a word removed', 'That is [really →]good.'],
  ['a comma', 'First[→,] open the window.'],
  ['a title is not the end of a sentence', 'It was Dr. [Smith→Jones] who said so.'],
  [
    'hard-wrapped lines are one sentence',
    'The committee met on Monday and decided to postpone the\n[vote the spring→ballot until the summer] of next year.',
  ],
  ['Chinese', '进化论是[爱因斯坦→达尔文]提出的。'],
  [
    'a flag and a family',
    'They live in [🇫🇷→🇩🇪] in a very big old house with the [👨‍👩‍👧→👨‍👩‍👦] and a big old dog in a house.',
  ],
  [
    'a list item with a new one after it',
    '- Misty\n- [Sir Smoky Paws→Smoky\n- Ash]\nI hope that one of them fits.',
  ],
  ['code', '```js\nconst [a→total] = 1;\n```\n\nThat is it.'],
];

function parse(marked: string): { original: string; corrected: string; drawn: string } {
  const change = /\[([^\]→]*)→([^\]]*)\]/g;
  return { original: marked.replace(change, '$1'), corrected: marked.replace(change, '$2'), drawn: marked };
}

function draw(original: string, corrected: string): string {
  let drawn = '';
  let end = 0;
  for (const hunk of computeHunks(original, corrected)) {
    drawn += `${original.slice(end, hunk.original.start)}[${hunk.originalText}→${hunk.correctedText}]`;
    end = hunk.original.end;
  }
  return drawn + original.slice(end);
}

describe('hunks are what a person would decide on', () => {
  for (const [name, marked] of examples) {
    test(name, () => {
      const { original, corrected, drawn } = parse(marked);
      assert.equal(draw(original, corrected), drawn);
    });
  }
});

const summaries: readonly (readonly [original: string, corrected: string, summary: string])[] = [
  ['It was Albert Einstein.', 'It was Charles Darwin.', '“Albert Einstein” → “Charles Darwin”'],
  ['It is really good.', 'It is good.', 'Remove “really”'],
  ['Yes.', 'Yes. Ask her first.', 'Add “Ask her first.”'],
  ['a b', 'a\nb', 'Change line breaks'],
  ['a b', 'a  b', 'Change spaces'],
  ['Yes.', `Yes. It is ${'very '.repeat(20)}good.`, 'Add “It is very very very very very very…”'],
];

describe('a hunk says in one line what it does', () => {
  for (const [original, corrected, summary] of summaries) {
    test(summary, () => {
      assert.deepEqual(
        computeHunks(original, corrected).map((hunk) => hunk.summary),
        [summary],
      );
    });
  }
});

const pieces = fc.constantFrom(
  'the',
  'cat',
  'Dr',
  'café',
  'e\u0301',
  '👩‍🚀',
  '🇪🇺',
  '漢字',
  'שלום',
  '.',
  '. ',
  '? ',
  ', ',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\r\n',
  '\r',
  '- ',
  '1. ',
  '| ',
  '\t',
  '\ud83d',
  '\ude00',
  '\u0301',
  '\u0000',
  "'",
  '```',
);
const texts = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));
/** A text, and another one made of it by a few changes, as corrections are. */
const edits = fc
  .tuple(
    fc.array(pieces, { maxLength: 60 }),
    fc.array(fc.tuple(fc.nat(60), fc.nat(3), fc.array(pieces, { maxLength: 4 })), { maxLength: 4 }),
  )
  .map(([parts, changes]): readonly [string, string] => {
    const changed = [...parts];
    for (const [at, removed, inserted] of changes) changed.splice(at, removed, ...inserted);
    return [parts.join(''), changed.join('')];
  });
const pairs = fc.oneof(
  edits,
  fc.tuple(texts, texts),
  fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
);

describe('hunks of any two texts', () => {
  test('none gives the original, all give the correction', () => {
    fc.assert(
      fc.property(pairs, ([original, corrected]) => {
        const hunks = computeHunks(original, corrected);
        assert.equal(mergeHunks(original, hunks, new Set()), original);
        assert.equal(mergeHunks(original, hunks, new Set(hunks.keys())), corrected);
      }),
      { numRuns: 1000 },
    );
  });

  test('are in order, apart from each other, and say what is in their ranges', () => {
    fc.assert(
      fc.property(pairs, ([original, corrected]) => {
        let originalEnd = -1;
        let correctedEnd = -1;
        for (const hunk of computeHunks(original, corrected)) {
          assert.ok(hunk.original.start > originalEnd || hunk.corrected.start > correctedEnd);
          assert.ok(hunk.original.start >= originalEnd && hunk.corrected.start >= correctedEnd);
          assert.equal(original.slice(hunk.original.start, hunk.original.end), hunk.originalText);
          assert.equal(corrected.slice(hunk.corrected.start, hunk.corrected.end), hunk.correctedText);
          assert.notEqual(hunk.originalText, hunk.correctedText);
          assert.ok(!hunk.summary.includes('\n') && hunk.summary !== '');
          originalEnd = hunk.original.end;
          correctedEnd = hunk.corrected.end;
        }
      }),
    );
  });

  test('begin and end between characters as a reader sees them', () => {
    const boundaries = (text: string): ReadonlySet<number> =>
      new Set([...new Intl.Segmenter('en').segment(text)].map(({ index }) => index).concat(text.length));
    fc.assert(
      fc.property(pairs, ([original, corrected]) => {
        const inOriginal = boundaries(original);
        const inCorrected = boundaries(corrected);
        for (const hunk of computeHunks(original, corrected)) {
          for (const offset of [hunk.original.start, hunk.original.end]) assert.ok(inOriginal.has(offset));
          for (const offset of [hunk.corrected.start, hunk.corrected.end]) assert.ok(inCorrected.has(offset));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('are the same each time', () => {
    fc.assert(
      fc.property(pairs, ([original, corrected]) => {
        assert.deepEqual(computeHunks(original, corrected), computeHunks(original, corrected));
      }),
    );
  });
});

test('texts of 200,000 characters that have nothing in common are compared too', () => {
  const original = 'The quick brown fox jumps. '.repeat(7500);
  const corrected = Array.from({ length: 20_000 }, (_, i) => `wort${(i * 7919) % 10_007}`).join(' ');
  const hunks = computeHunks(original, corrected);
  assert.equal(mergeHunks(original, hunks, new Set(hunks.keys())), corrected);
});

test('where every sentence of a long text was edited, lines are compared with lines', () => {
  const line = (i: number, word: string): string => `Point ${i} is about ${word} and about topic ${i}.\n`;
  const original = Array.from({ length: 2500 }, (_, i) => line(i, 'colour')).join('');
  const corrected = Array.from({ length: 2500 }, (_, i) => line(i, 'color')).join('');
  assert.equal(computeHunks(original, corrected).length, 2500);
});
