import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lookupIn, readSettings, settingDefinitions } from '../../../server/src/protocol/settings';

describe('readSettings', () => {
  test('an empty configuration gives the defaults', () => {
    const { settings, problems } = readSettings(() => undefined);
    assert.deepEqual(problems, []);
    assert.equal(settings.provider, 'auto');
    assert.equal(settings['review.mode'], 'diff');
    assert.equal(Object.keys(settings).length, Object.keys(settingDefinitions).length);
  });

  test('keys with a dot are read from nested objects, as editors send them', () => {
    const { settings } = readSettings(lookupIn({ provider: 'webgpu', review: { mode: 'inline' } }));
    assert.equal(settings.provider, 'webgpu');
    assert.equal(settings['review.mode'], 'inline');
  });

  const wrong: readonly (readonly [key: string, value: unknown])[] = [
    ['provider', 'gpu'],
    ['threads', -1],
    ['threads', 1.5],
    ['idleUnloadMinutes', 'ten'],
    ['modelFolders', 'models'],
    ['decoding.topP', 2],
  ];
  for (const [key, value] of wrong) {
    test(`aligner.${key} = ${JSON.stringify(value)} is named, and its default used`, () => {
      const { settings, problems } = readSettings((asked) => (asked === key ? value : undefined));
      assert.equal(problems.length, 1);
      assert.ok(problems[0]?.startsWith(`The setting aligner.${key} was ignored: `), problems[0]);
      assert.deepEqual(settings, readSettings(() => undefined).settings);
    });
  }

  test('a section that is no object gives the defaults', () => {
    for (const section of [null, 'auto', 3, []]) {
      assert.deepEqual(readSettings(lookupIn(section)).problems, []);
    }
  });
});
