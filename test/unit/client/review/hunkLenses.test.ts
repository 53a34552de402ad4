import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countDecisions, describeDecisions, hunkLenses } from '../../../../client/src/review/hunkLenses';
import { pendingHunkAt } from '../../../../client/src/review/hunkAt';
import type { LinePosition } from '../../../../client/src/review/displayText';
import type { ReviewState } from '../../../../server/src/correction/review';

const state: ReviewState = {
  original: 'The moon is made of cheese. It is old.',
  corrected: 'The moon is made of rock. It is very old.',
  hunks: [
    {
      original: { start: 20, end: 26 },
      corrected: { start: 20, end: 24 },
      originalText: 'cheese',
      correctedText: 'rock',
      summary: '“cheese” → “rock”',
    },
    {
      original: { start: 34, end: 34 },
      corrected: { start: 32, end: 37 },
      originalText: '',
      correctedText: 'very ',
      summary: '+ “very”',
    },
  ],
  decisions: ['pending', 'pending'],
};
const rangeOf = (hunk: number): { readonly start: number; readonly end: number } =>
  state.hunks[hunk]?.corrected ?? { start: 0, end: 0 };
const onOneLine = (hunk: number): LinePosition => ({ line: 0, character: rangeOf(hunk).start });
const onTwoLines = (hunk: number): LinePosition => ({ line: hunk, character: 0 });
const plain = (title: string): string => title.replaceAll('\u00a0', ' ');

test('each line with a change has its own Accept and Reject', () => {
  const lenses = hunkLenses(state, 0, onTwoLines).map(({ position, title, command, hunk }) => [
    position.line,
    plain(title),
    command,
    hunk,
  ]);
  assert.deepEqual(lenses, [
    [0, '$(check) Accept: “cheese” → “rock”', 'aligner.review.acceptHunk', 0],
    [0, '$(close) Reject', 'aligner.review.rejectHunk', 0],
    [0, '1 of 2 $(arrow-down)', 'aligner.review.nextHunk', undefined],
    [1, '$(check) Accept: + “very”', 'aligner.review.acceptHunk', 1],
    [1, '$(close) Reject', 'aligner.review.rejectHunk', 1],
    [1, '2 of 2 $(arrow-down)', 'aligner.review.nextHunk', undefined],
  ]);
});

test('hunks of one line share a row of lenses: it is about the active one', () => {
  const hunksOf = (active: number | undefined): readonly (number | undefined)[] =>
    hunkLenses(state, active, onOneLine).map(({ hunk }) => hunk);
  assert.deepEqual(hunksOf(undefined), [0, 0, undefined]);
  assert.deepEqual(hunksOf(1), [1, 1, undefined]);
});

test('a decided hunk has no lenses any more, and the last one leads nowhere', () => {
  const lenses = hunkLenses({ ...state, decisions: ['accepted', 'pending'] }, 1, onTwoLines);
  assert.deepEqual(
    lenses.map(({ hunk }) => hunk),
    [1, 1],
  );
});

test('with nothing left to decide the review can be finished', () => {
  const lenses = hunkLenses({ ...state, decisions: ['accepted', 'rejected'] }, undefined, onOneLine);
  assert.deepEqual(
    lenses.map(({ title }) => plain(title)),
    ['$(check-all) Finish: 1 accepted, 1 rejected'],
  );
});

test('a review is summed up in a few words', () => {
  assert.equal(
    describeDecisions(countDecisions(['accepted', 'rejected', 'accepted'])),
    '2 accepted, 1 rejected',
  );
  assert.equal(describeDecisions(countDecisions(['rejected'])), '1 rejected');
  assert.equal(describeDecisions(countDecisions(['pending'])), 'nothing changed');
});

for (const { name, offset, hunk } of [
  { name: 'the cursor in a hunk chooses it', offset: 22, hunk: 0 },
  { name: 'the cursor beside a hunk chooses it', offset: 38, hunk: 1 },
  { name: 'between two hunks the nearer one is chosen', offset: 27, hunk: 0 },
]) {
  test(name, () => {
    assert.equal(pendingHunkAt(state, offset, rangeOf), hunk);
  });
}

test('a decided hunk is never chosen, nor one that is far away', () => {
  assert.equal(pendingHunkAt({ ...state, decisions: ['accepted', 'pending'] }, 22, rangeOf), 1);
  assert.equal(pendingHunkAt(state, 5, rangeOf, 10), undefined);
});
