import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createStopFilter } from '../../../server/src/inference/stopFilter';
import { parseTemplate, stopMarkers } from '../../../server/src/inference/template';

const markers = ['##Correction:', 'USER:'];

function filtered(deltas: readonly string[]): { readonly text: string; readonly stopped: boolean } {
  let text = '';
  const filter = createStopFilter(markers, (delta) => (text += delta));
  for (const delta of deltas) filter.push(delta);
  filter.flush();
  return { text, stopped: filter.stopped };
}

describe('a correction that runs on into another prompt', () => {
  test('ends where the marker begins, however it is cut into tokens', () => {
    const { text, stopped } = filtered(['Every Monday.\n', '#', '#Corr', 'ection:  ASSIST', 'ANT: Every']);
    assert.equal(text, 'Every Monday.\n');
    assert.equal(stopped, true);
  });

  test('what only looks like the beginning of a marker is kept', () => {
    assert.equal(filtered(['## Correct the text', ' for the USER']).text, '## Correct the text for the USER');
  });

  test('property: the text before the first marker, and all of it where there is none', () => {
    const piece = fc.constantFrom('#', '##', 'Correction', ':', 'USER', 'US', 'ER:', ' ', 'a', ...markers);
    fc.assert(
      fc.property(fc.array(piece), (deltas) => {
        const whole = deltas.join('');
        const found = markers.map((marker) => whole.indexOf(marker)).filter((at) => at >= 0);
        const { text, stopped } = filtered(deltas);
        assert.equal(stopped, found.length > 0);
        assert.equal(text, found.length > 0 ? whole.slice(0, Math.min(...found)) : whole);
      }),
    );
  });
});

test('markers that the answer holds itself do not end its correction', () => {
  const template = parseTemplate('correction-v2');
  assert.ok(stopMarkers(template, 'An answer.').includes('##Correction:'));
  assert.ok(!stopMarkers(template, 'It printed ##Correction: twice.').includes('##Correction:'));
});

test('a bar with spaces ends nothing: tables have it', () => {
  assert.ok(!stopMarkers(parseTemplate('aligner-v1'), 'An answer.').includes(' | '));
});
