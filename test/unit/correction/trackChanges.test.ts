import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { DocumentHint } from '../../../server/src/correction/answerSite';
import { applyEdits } from '../../../server/src/correction/editsFor';
import { locateAnswers } from '../../../server/src/correction/locateAnswers';
import { selectionSite } from '../../../server/src/correction/selectionSite';
import { relocate, trackRange, type Relocation } from '../../../server/src/correction/trackChanges';

const markdown: DocumentHint = { languageId: 'markdown' };
const document = 'User: one\nAssistant: two\n\nUser: three\nAssistant: four\n';

/** Replaces a part of the document and looks for the second answer again. */
function afterChange(part: string, by: string): Relocation {
  const site = locateAnswers(document, markdown)[1];
  assert.ok(site !== undefined);
  const offset = document.indexOf(part);
  const range = { start: offset, end: offset + part.length };
  const tracked = trackRange(site.range, { offset, removedLength: part.length, insertedLength: by.length });
  return relocate(applyEdits(document, [{ range, text: by }]), site, tracked.range, markdown);
}

const changes: readonly (readonly [
  name: string,
  part: string,
  by: string,
  kind: Relocation['kind'],
  answer: string,
])[] = [
  ['elsewhere before it', 'two', 'a much longer answer', 'unchanged', 'four'],
  ['in its question', 'three', 'Three?', 'unchanged', 'four'],
  [
    'a turn inserted before it',
    'User: three',
    'User: new\nAssistant: yes\n\nUser: three',
    'unchanged',
    'four',
  ],
  ['inside it', 'our', 'ive', 'changed', 'five'],
  ['its turn deleted', 'User: three\nAssistant: four\n', '', 'gone', ''],
];

describe('an answer is found again after a change', () => {
  for (const [name, part, by, kind, answer] of changes) {
    test(name, () => {
      const found = afterChange(part, by);
      assert.equal(found.kind, kind);
      assert.equal(found.kind === 'gone' ? '' : found.site.answer, answer);
    });
  }

  test('one that was cut with its question and pasted above the other', () => {
    const [, site] = locateAnswers(document, markdown);
    assert.ok(site !== undefined);
    const moved = 'User: three\nAssistant: four\n\nUser: one\nAssistant: two\n';
    // The range followed through the cut is empty, and stands at the end of the other answer.
    const found = relocate(moved, site, { start: moved.length - 1, end: moved.length - 1 }, markdown);
    assert.ok(found.kind === 'unchanged');
    assert.deepEqual([found.site.answer, found.site.range.start], ['four', moved.indexOf('four')]);
  });

  test('a selection, with white space typed right before and after it', () => {
    const text = 'See:the answer.\n';
    const site = selectionSite(text, { start: 4, end: 15 }, 'q', markdown);
    const present = 'See:\nthe answer.\n\n';
    const found = relocate(present, site, { start: 4, end: 17 }, markdown);
    assert.deepEqual(found.kind === 'unchanged' && found.site.range, { start: 5, end: 16 });
  });

  test('a selection that text was added to has changed', () => {
    const site = selectionSite('See: it.', { start: 5, end: 8 }, 'q', markdown);
    const found = relocate('See: it. So.', site, { start: 5, end: 12 }, markdown);
    assert.equal(found.kind === 'changed' && found.site.answer, 'it. So.');
  });
});

test('a range that a change does not reach holds the same text after it', () => {
  const ranges = fc
    .tuple(fc.nat(40), fc.nat(40))
    .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
  fc.assert(
    fc.property(
      fc.string({ minLength: 41, maxLength: 41 }),
      ranges,
      ranges,
      fc.string(),
      (text, range, removed, inserted) => {
        const after = applyEdits(text, [{ range: removed, text: inserted }]);
        const change = {
          offset: removed.start,
          removedLength: removed.end - removed.start,
          insertedLength: inserted.length,
        };
        const tracked = trackRange(range, change);
        const isOutside = removed.end < range.start || removed.start > range.end;
        assert.equal(tracked.touched, !isOutside);
        assert.ok(tracked.range.start >= 0 && tracked.range.end <= after.length);
        if (isOutside) {
          assert.equal(
            after.slice(tracked.range.start, tracked.range.end),
            text.slice(range.start, range.end),
          );
        }
      },
    ),
  );
});
