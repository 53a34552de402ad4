import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countDecisions, describeDecisions, hunkLenses } from '../../../../client/src/review/hunkLenses';
import { pendingHunkAt } from '../../../../client/src/review/hunkAt';
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
      summary: 'cheese → rock',
    },
    {
      original: { start: 34, end: 34 },
      corrected: { start: 32, end: 37 },
      originalText: '',
      correctedText: 'very ',
      summary: '+ very',
    },
  ],
  decisions: ['pending', 'pending'],
};
const rangeOf = (hunk: number): { readonly start: number; readonly end: number } =>
  state.hunks[hunk]?.corrected ?? { start: 0, end: 0 };
const startOf = (hunk: number): number => rangeOf(hunk).start;

test('each pending hunk can be accepted or rejected above its line', () => {
  const lenses = hunkLenses(state, startOf).map(({ title, command, hunk, offset }) => [
    title,
    command,
    hunk,
    offset,
  ]);
  assert.deepEqual(lenses, [
    ['$(check) Accept “cheese → rock”', 'aligner.review.acceptHunk', 0, 20],
    ['$(close) Reject', 'aligner.review.rejectHunk', 0, 20],
    ['$(check) Accept “+ very”', 'aligner.review.acceptHunk', 1, 32],
    ['$(close) Reject', 'aligner.review.rejectHunk', 1, 32],
  ]);
});

test('a decided hunk has no lenses any more', () => {
  const lenses = hunkLenses({ ...state, decisions: ['accepted', 'pending'] }, startOf);
  assert.deepEqual(
    lenses.map(({ hunk }) => hunk),
    [1, 1],
  );
});

test('with nothing left to decide the review can be finished', () => {
  const lenses = hunkLenses({ ...state, decisions: ['accepted', 'rejected'] }, startOf);
  assert.deepEqual(
    lenses.map(({ title }) => title),
    ['$(check-all) Finish the review: 1 accepted, 1 rejected'],
  );
});

test('a review is summed up in a few words', () => {
  assert.equal(
    describeDecisions(countDecisions(['accepted', 'rejected', 'accepted'])),
    '2 accepted, 1 rejected',
  );
  assert.equal(describeDecisions(countDecisions(['rejected'])), '1 rejected');
  assert.equal(describeDecisions(countDecisions(['pending'])), 'nothing decided');
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
