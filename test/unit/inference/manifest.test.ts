import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseManifest } from '../../../server/src/inference/manifest';

const file = { path: 'model.onnx', size: 10, sha256: 'a'.repeat(64) };
const manifest = {
  formatVersion: 1,
  name: 'mine',
  version: '1',
  template: 'correction-v2',
  endOfTextIds: [2],
  contextLength: 8192,
  trainedLength: 640,
  graph: 'new-rows',
  precisions: { int4: { model: 'model.onnx', files: [file] } },
  sharedFiles: [{ ...file, path: 'tokenizer.json' }],
  base: { name: 'base', licence: 'Apache-2.0' },
  licence: 'Apache-2.0',
  data: [{ name: 'triples', licence: 'Apache-2.0', rows: 10 }],
  training: { epochs: 1 },
};

const parse = (value: unknown) => parseManifest(JSON.stringify(value), '/models/mine/aligner.json');

test('a manifest is read as it is written', () => {
  assert.deepEqual(parse(manifest), manifest);
});

describe('an absurd manifest is refused, with the field at fault named', () => {
  const absurd: Readonly<Record<string, readonly [object, RegExp]>> = {
    'an unknown format': [{ formatVersion: 2 }, /formatVersion/],
    'no name': [{ name: '' }, /name/],
    'no end token': [{ endOfTextIds: [] }, /endOfTextIds/],
    'a negative end token': [{ endOfTextIds: [-1] }, /endOfTextIds\.0/],
    'a context of nothing': [{ contextLength: 0 }, /contextLength/],
    'a context of a billion': [{ contextLength: 1e9 }, /contextLength/],
    'a context that is a text': [{ contextLength: 'long' }, /contextLength/],
    'training beyond the context': [{ trainedLength: 9000 }, /trainedLength: must not exceed contextLength/],
    'an unknown interface': [{ graph: 'magic' }, /graph/],
    'no precision': [{ precisions: {} }, /precisions/],
    'a graph that is none of its files': [
      { precisions: { int4: { model: 'other.onnx', files: [file] } } },
      /precisions\.int4\.model/,
    ],
    'a path out of the folder': [
      { sharedFiles: [{ ...file, path: '../../etc/passwd' }] },
      /sharedFiles\.0\.path: must not leave/,
    ],
    'an absolute path': [{ sharedFiles: [{ ...file, path: '/etc/passwd' }] }, /sharedFiles\.0\.path/],
    'a hash that is none': [{ sharedFiles: [{ ...file, sha256: 'x' }] }, /sharedFiles\.0\.sha256/],
    'an empty file': [{ sharedFiles: [{ ...file, size: 0 }] }, /sharedFiles\.0\.size/],
    'a field that nobody reads': [{ colour: 'red' }, /colour/],
    'no licence': [{ licence: undefined }, /licence/],
  };
  for (const [what, [change, message]] of Object.entries(absurd)) {
    test(what, () => {
      assert.throws(() => parse({ ...manifest, ...change }), { code: 'manifestInvalid', message });
    });
  }

  test('text that is not JSON', () => {
    assert.throws(() => parseManifest('{', '/models/mine/aligner.json'), {
      code: 'manifestInvalid',
      message: /aligner\.json.*not JSON/,
      file: '/models/mine/aligner.json',
    });
  });
  test('a template that this version does not know', () => {
    assert.throws(() => parse({ ...manifest, template: 'correction-v9' }), { code: 'templateUnknown' });
  });
});
