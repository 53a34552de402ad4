import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import {
  createCorrector,
  loadParamsOf,
  modelFolderOf,
  samplingOf,
} from '../../../server/src/features/corrector';
import type { InferenceHost } from '../../../server/src/inference/inferenceHostApi';
import { readSettings } from '../../../server/src/protocol/settings';
import type { SettingKey, Settings } from '../../../server/src/protocol/settings';

const installation = resolve('/installation');
const home = resolve('/home/user');

function settingsWith(values: Partial<Record<SettingKey, unknown>>): Settings {
  const { settings, problems } = readSettings((key) => values[key]);
  assert.deepEqual(problems, []);
  return settings;
}

describe('modelFolderOf', () => {
  const cases: readonly (readonly [setting: string, folder: string])[] = [
    ['', join(installation, 'models/starter')],
    [resolve('/models/mine'), resolve('/models/mine')],
    ['~', home],
    ['~/models/mine', join(home, 'models/mine')],
    ['models/mine', join(home, 'models/mine')],
    ['~other/mine', join(home, '~other/mine')],
  ];
  for (const [setting, folder] of cases) {
    test(`${JSON.stringify(setting)} is ${folder}`, () => {
      assert.equal(modelFolderOf(setting, installation, home), folder);
    });
  }
});

test('greedy decoding is the default, and sampling takes its values from the settings', () => {
  assert.equal(samplingOf(settingsWith({}), 7), undefined);
  assert.deepEqual(samplingOf(settingsWith({ 'decoding.mode': 'sampling', 'decoding.topK': 40 }), 7), {
    temperature: 0.3,
    topK: 40,
    topP: 0.95,
    frequencyPenalty: 0,
    seed: 7,
  });
});

test('a template is passed on for folders without a manifest only when one is set', () => {
  assert.equal('template' in loadParamsOf(settingsWith({}), installation, home), false);
  assert.equal(
    loadParamsOf(settingsWith({ template: 'aligner-v1' }), installation, home).template,
    'aligner-v1',
  );
});

describe('the models to choose from', () => {
  const corrector = createCorrector({
    // Listing models asks nothing of the host; a call would fail the test.
    host: {} as InferenceHost,
    installationFolder: installation,
    homeFolder: home,
    trusted: true,
    nextSeed: () => 1,
  });

  test('are the embedded one, the added folders and the selected one, each once', () => {
    const mine = resolve('/models/mine');
    const models = corrector.models(
      settingsWith({ model: mine, modelFolders: [mine, resolve('/models/other')] }),
    );
    assert.deepEqual(
      models.map(({ id, selected }) => [id, selected]),
      [
        ['', false],
        [mine, true],
        [resolve('/models/other'), false],
      ],
    );
  });
});
