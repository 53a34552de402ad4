import assert from 'node:assert/strict';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { editJson, loadFolder, tinyFolder, tinyNames, withCopy } from './tinyModels';

interface Broken {
  readonly spoil: (folder: string) => Promise<void>;
  readonly code: string;
  readonly message: RegExp;
  /** The file that the error names, in the folder. */
  readonly file: string;
}

const withoutManifest = async (folder: string) => {
  await rm(join(folder, 'aligner.json'));
};

const broken: Readonly<Record<string, Broken>> = {
  'a missing tokenizer': {
    spoil: (folder) => rm(join(folder, 'tokenizer.json')),
    code: 'modelFileMissing',
    message: /tokenizer\.json is missing, which aligner\.json names.*Take the model folder anew/,
    file: 'tokenizer.json',
  },
  'a missing graph': {
    spoil: (folder) => rm(join(folder, 'model.onnx')),
    code: 'modelFileMissing',
    message: /model\.onnx is missing/,
    file: 'model.onnx',
  },
  'a file that was cut': {
    spoil: (folder) => writeFile(join(folder, 'model.onnx'), 'short'),
    code: 'modelFileCorrupt',
    message: /model\.onnx has 5 bytes, and aligner\.json says \d+/,
    file: 'model.onnx',
  },
  'a file of the right size with other bytes': {
    spoil: async (folder) => {
      const bytes = await readFile(join(folder, 'model.onnx'));
      bytes[1000] = (bytes[1000] ?? 0) ^ 1;
      await writeFile(join(folder, 'model.onnx'), bytes);
    },
    code: 'modelFileCorrupt',
    message: /model\.onnx has the sha256 [0-9a-f]{64}/,
    file: 'model.onnx',
  },
  'a graph that is no ONNX': {
    spoil: async (folder) => {
      await withoutManifest(folder);
      await writeFile(join(folder, 'model.onnx'), 'this is a text');
    },
    code: 'graphInvalid',
    message: /model\.onnx: because ONNX Runtime refused it/,
    file: 'model.onnx',
  },
  'a manifest that is no JSON': {
    spoil: (folder) => appendFile(join(folder, 'aligner.json'), '}'),
    code: 'manifestInvalid',
    message: /aligner\.json: because it is not JSON/,
    file: 'aligner.json',
  },
  'an absurd manifest': {
    spoil: (folder) =>
      editJson(join(folder, 'aligner.json'), (manifest) => ({ ...manifest, contextLength: -1 })),
    code: 'manifestInvalid',
    message: /contextLength/,
    file: 'aligner.json',
  },
  'a manifest that names the other interface': {
    spoil: (folder) =>
      editJson(join(folder, 'aligner.json'), (manifest) => ({ ...manifest, graph: 'present' })),
    code: 'graphInvalid',
    message: /aligner\.json says its interface is present, but it is new-rows/,
    file: 'model.onnx',
  },
  'an end token that the tokenizer lacks': {
    spoil: (folder) =>
      editJson(join(folder, 'aligner.json'), (manifest) => ({ ...manifest, endOfTextIds: [9999] })),
    code: 'tokenizerInvalid',
    message: /it has no token 9999, and a correction would never end/,
    file: 'tokenizer.json',
  },
  'no end token named anywhere': {
    spoil: async (folder) => {
      await withoutManifest(folder);
      await rm(join(folder, 'config.json'));
      await rm(join(folder, 'tokenizer_config.json'));
    },
    code: 'tokenizerInvalid',
    message: /no end-of-text token is named/,
    file: 'tokenizer.json',
  },
  'no graph at all': {
    spoil: async (folder) => {
      await withoutManifest(folder);
      await rm(join(folder, 'model.onnx'));
    },
    code: 'modelNotFound',
    message: /holds no \.onnx file/,
    file: '',
  },
};

describe('a broken model folder gets an error that names the file and the cure', () => {
  for (const [what, { spoil, code, message, file }] of Object.entries(broken)) {
    test(what, () =>
      withCopy('new-rows', async (folder) => {
        await spoil(folder);
        await assert.rejects(loadFolder(folder, { template: 'correction-v2' }), {
          code,
          message,
          file: join(folder, file),
        });
      }),
    );
  }

  test('a folder that does not exist', async () => {
    await assert.rejects(loadFolder('/nowhere/model'), {
      code: 'modelNotFound',
      message: /folder \/nowhere\/model does not exist/,
    });
  });
  test('a folder without manifest, where no template is named', () =>
    withCopy('present', async (folder) => {
      await withoutManifest(folder);
      await assert.rejects(loadFolder(folder), { code: 'templateUnknown', message: /Set aligner\.template/ });
    }));
});

describe('a model folder loads', () => {
  for (const name of tinyNames) {
    test(`in the form ${name}`, async () => {
      const aligner = await loadFolder(tinyFolder(name));
      assert.equal(aligner.loaded.model.name, `tiny-${name}`);
      assert.deepEqual(aligner.loaded.warnings, []);
      await aligner.release();
    });
  }

  test('without a manifest, by what its export wrote beside it', () =>
    withCopy('present', async (folder) => {
      await withoutManifest(folder);
      const aligner = await loadFolder(folder, { template: 'aligner-v1' });
      const { template, contextLength, precision } = aligner.loaded.model;
      assert.deepEqual([template, contextLength, precision], ['aligner-v1', 2048, 'unknown']);
      await aligner.release();
    }));

  test('with other bytes of the same size, where nobody asked for hashes', () =>
    withCopy('new-rows', async (folder) => {
      const file = join(folder, 'config.json');
      await writeFile(file, (await readFile(file, 'utf8')).replace('llama', 'lamal'));
      const aligner = await loadFolder(folder, { verifyHashes: false });
      assert.equal(aligner.loaded.provider.id, 'cpu');
      await aligner.release();
    }));
});
