import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  acceptedRangeOf,
  acceptedText,
  decide,
  decideAll,
  matchesHistory,
  nextPending,
  proposalRangeOf,
  proposalText,
  rebase,
  retype,
  startReview,
  type HunkDecision,
  type ReviewState,
} from '../../../server/src/correction/review';

const original = 'It was Einstein. He was born in 1809. He lived in Paris.';
const corrected = 'It was Darwin. He was born in 1809. He lived in Kent. He wrote a lot.';
const review = startReview(original, corrected);

const words = fc.constantFrom('the', 'cat', 'sat', 'on', 'a', 'mat', '. ', '.\n\n', '漢字', '👩‍🚀', ', ');
const texts = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(' '));
const decisions = fc.array(fc.constantFrom<HunkDecision>('pending', 'accepted', 'rejected'), {
  minLength: 60,
  maxLength: 60,
});

function decideEach(state: ReviewState, each: readonly HunkDecision[]): ReviewState {
  return state.hunks.reduce<ReviewState>((present, _, i) => decide(present, i, each[i] ?? 'pending'), state);
}

const states = fc.tuple(texts, texts, decisions).map(([a, b, each]) => decideEach(startReview(a, b), each));

describe('a review', () => {
  test('starts with all pending: the document is as it was, the right side shows everything', () => {
    assert.deepEqual(review.decisions, ['pending', 'pending', 'pending']);
    assert.equal(acceptedText(review), original);
    assert.equal(proposalText(review), corrected);
  });

  test('puts an accepted hunk into the document and takes a rejected one from the right side', () => {
    const state = decide(decide(review, 0, 'accepted'), 1, 'rejected');
    assert.equal(acceptedText(state), 'It was Darwin. He was born in 1809. He lived in Paris.');
    assert.equal(
      proposalText(state),
      'It was Darwin. He was born in 1809. He lived in Paris. He wrote a lot.',
    );
  });

  test('of all hunks at once gives one text or the other', () => {
    assert.equal(acceptedText(decideAll(review, 'accepted')), corrected);
    assert.equal(proposalText(decideAll(review, 'rejected')), original);
  });

  test('goes to the next and the previous pending hunk, round at the ends', () => {
    const state = decide(review, 1, 'accepted');
    assert.equal(nextPending(state, -1, 'next'), 0);
    assert.equal(nextPending(state, 0, 'next'), 2);
    assert.equal(nextPending(state, 2, 'next'), 0);
    assert.equal(nextPending(state, 2, 'previous'), 0);
    assert.equal(nextPending(state, -1, 'previous'), 2);
    assert.equal(nextPending(decideAll(state, 'rejected'), 0, 'next'), undefined);
  });

  test('knows where each hunk stands on both sides', () => {
    fc.assert(
      fc.property(states, (state) => {
        for (const [i, hunk] of state.hunks.entries()) {
          const right = proposalRangeOf(state, i);
          const inDocument = acceptedRangeOf(state, i);
          assert.equal(
            proposalText(state).slice(right.start, right.end),
            state.decisions[i] === 'rejected' ? hunk.originalText : hunk.correctedText,
          );
          assert.equal(
            acceptedText(state).slice(inDocument.start, inDocument.end),
            state.decisions[i] === 'accepted' ? hunk.correctedText : hunk.originalText,
          );
        }
      }),
    );
  });
});

describe('undo and redo in the document', () => {
  test('take a hunk back to pending and make it accepted again', () => {
    const one = decide(review, 0, 'accepted');
    const two = decide(one, 1, 'accepted');
    assert.deepEqual(matchesHistory(two, acceptedText(one))?.decisions, ['accepted', 'pending', 'pending']);
    assert.deepEqual(matchesHistory(one, acceptedText(two))?.decisions, ['accepted', 'accepted', 'pending']);
  });

  test('leave a rejected hunk rejected', () => {
    const state = decide(decide(review, 0, 'accepted'), 1, 'rejected');
    assert.deepEqual(matchesHistory(state, original)?.decisions, ['pending', 'rejected', 'pending']);
  });

  test('are told from an edit by hand', () => {
    assert.equal(
      matchesHistory(review, 'It was Wallace. He was born in 1809. He lived in Paris.'),
      undefined,
    );
  });

  test('are recognised for any state', () => {
    fc.assert(
      fc.property(states, decisions, (state, each) => {
        const other = decideEach(state, each);
        const found = matchesHistory(state, acceptedText(other));
        assert.ok(found !== undefined);
        assert.equal(acceptedText(found), acceptedText(other));
      }),
    );
  });
});

describe('typing over the right side', () => {
  test('keeps what was accepted, and makes the new text pending', () => {
    const state = decide(review, 0, 'accepted');
    const typed = retype(state, proposalText(state).replace('Kent', 'Downe'));
    assert.deepEqual(typed.decisions, ['accepted', 'pending', 'pending']);
    assert.equal(typed.hunks[1]?.correctedText, 'Downe');
  });

  test('never changes the document, and shows what was typed', () => {
    fc.assert(
      fc.property(states, texts, (state, typed) => {
        const next = retype(state, typed);
        assert.equal(acceptedText(next), acceptedText(state));
        assert.equal(proposalText(next), typed);
      }),
    );
  });
});

describe('an answer that was changed by hand', () => {
  test('keeps the hunks that it left alone', () => {
    const state = decide(review, 0, 'accepted');
    const present = acceptedText(state).replace('1809', '1808');
    const next = rebase(state, present);
    assert.deepEqual(
      next.hunks.map(({ originalText, correctedText }) => [originalText, correctedText]),
      [
        ['Paris', 'Kent'],
        ['', ' He wrote a lot.'],
      ],
    );
    assert.equal(next.corrected, 'It was Darwin. He was born in 1808. He lived in Kent. He wrote a lot.');
  });

  test('drops the hunks that would overwrite it', () => {
    const next = rebase(review, original.replace('Einstein', 'Wallace'));
    assert.deepEqual(
      next.hunks.map(({ correctedText }) => correctedText),
      ['Kent', ' He wrote a lot.'],
    );
    assert.equal(acceptedText(next), original.replace('Einstein', 'Wallace'));
  });

  test('is what the document holds, whatever it is', () => {
    fc.assert(
      fc.property(states, texts, (state, present) => {
        const next = rebase(state, present);
        assert.equal(acceptedText(next), present);
        assert.equal(acceptedText(decideAll(next, 'accepted')), next.corrected);
        for (const hunk of next.hunks) {
          assert.equal(present.slice(hunk.original.start, hunk.original.end), hunk.originalText);
        }
      }),
    );
  });
});
