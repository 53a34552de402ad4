import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createTestClient, fullCapabilities } from '../support/testClient';
import type { ServerPlace } from '../support/protocolClient';
import { refusalOf } from './refusals';
import { atCursor, faulty, paramsOf, transcript } from './samples';

/** What a server at `place` makes of what its client says of itself: trust, settings, capabilities. */
export function settingsCases(place: ServerPlace): void {
  describe(`trust, settings and capabilities (${place})`, () => {
    test('nothing is started before the workspace is trusted; then it works', async () => {
      const client = await createTestClient({ place, initializationOptions: { trusted: false } });
      assert.equal((await refusalOf(client.correct(paramsOf('early', faulty)))).code, 'untrusted');
      assert.equal((await client.status()).processId, undefined);
      await client.trust();
      assert.equal((await client.correct(paramsOf('trusted', faulty))).changed, true);
      await client.stop();
    });

    test('a model folder that does not exist is named, with the cure, and the server goes on', async () => {
      const client = await createTestClient({ place, settings: { model: '/there/is/no/model' } });
      const refusal = await refusalOf(client.correct(paramsOf('missing', faulty)));
      assert.equal(refusal.code, 'modelNotFound');
      assert.match(refusal.message, /\/there\/is\/no\/model/);
      const document = await client.open('chat.md', 'markdown', transcript('Why?', 'Because.'));
      assert.equal((await document.codeLenses()).length, 1);
      assert.equal((await client.status()).state.kind, 'failed');
      await client.stop();
    });

    test('a client with reviews gets its own command, and nothing to execute or resolve', async () => {
      const client = await createTestClient({ place, initializationOptions: { reviews: true } });
      const { capabilities } = client.initializeResult;
      assert.equal(capabilities.executeCommandProvider, undefined);
      assert.deepEqual(capabilities.codeActionProvider, {
        codeActionKinds: ['refactor.rewrite.aligner'],
        resolveProvider: false,
      });
      const document = await client.open('chat.md', 'markdown', transcript('Why?', 'Because.'));
      const [lens] = await document.codeLenses();
      assert.deepEqual(lens?.command?.command, 'aligner.correct');
      assert.deepEqual(lens.command.arguments?.[0], document.uri);
      await client.stop();
    });

    test('lenses can be switched off', async () => {
      const client = await createTestClient({ place, settings: { codeLens: { enabled: false } } });
      const document = await client.open('chat.md', 'markdown', transcript('Why?', 'Because.'));
      assert.deepEqual(await document.codeLenses(), []);
      await client.stop();
    });

    test('an editor without pulled settings gives them at the start; one without annotations gets plain edits', async () => {
      const client = await createTestClient({
        place,
        initializationOptions: { settings: { 'aligner.codeLens.enabled': false, 'aligner.provider': 'cpu' } },
        capabilities: { ...fullCapabilities, workspace: { applyEdit: true }, window: {} },
      });
      const document = await client.open('chat.md', 'markdown', transcript(faulty.question, faulty.answer));
      assert.deepEqual(await document.codeLenses(), []);
      const [action] = await document.codeActions(atCursor(8, 3));
      assert.ok(action !== undefined);
      const { edit } = await client.resolve(action);
      assert.equal(edit?.documentChanges, undefined);
      assert.deepEqual(Object.keys(edit?.changes ?? {}), [document.uri]);
      await client.stop();
    });

    test('an editor that refuses to give its settings: those of the start hold, and lenses are there', async () => {
      const given = { settings: { 'aligner.modelFolders': ['/models/mine'] } };
      const client = await createTestClient({
        place,
        refusesConfiguration: true,
        initializationOptions: given,
      });
      const document = await client.open('chat.md', 'markdown', transcript('Why?', 'Because.'));
      assert.equal((await document.codeLenses()).length, 1);
      assert.deepEqual(
        (await client.models()).map(({ id }) => id),
        ['', '/models/mine'],
      );
      await client.stop();
    });

    test('settings that are sent later count more than those of the start; an empty object takes nothing back', async () => {
      const client = await createTestClient({
        place,
        initializationOptions: {
          settings: { 'aligner.codeLens.enabled': false, 'aligner.modelFolders': ['/models/mine'] },
        },
        capabilities: { ...fullCapabilities, workspace: { applyEdit: true } },
      });
      const document = await client.open('chat.md', 'markdown', transcript('Why?', 'Because.'));
      await client.pushSettings({});
      assert.deepEqual(await document.codeLenses(), []);
      await client.pushSettings({ aligner: { codeLens: { enabled: true } } });
      assert.equal((await document.codeLenses()).length, 1);
      assert.equal((await client.models()).length, 2);
      await client.stop();
    });

    test('arguments of the wrong kind are refused as such', async () => {
      const client = await createTestClient({ place });
      const { uri } = await client.open('chat.md', 'markdown', transcript('Why?', 'Because.'));
      const position = { line: 'x', character: null };
      assert.equal((await refusalOf(client.execute('aligner.server.correct', uri, position))).code, 'usage');
      const untyped = { ...paramsOf('untyped', faulty), answer: 7 as unknown as string };
      assert.equal((await refusalOf(client.correct(untyped))).code, 'usage');
      const action = { title: 'Correct', data: { uri, range: null } };
      assert.deepEqual(await client.resolve(action), action);
      await client.stop();
    });

    test('the models are the embedded one and the added folders', async () => {
      const client = await createTestClient({ place, settings: { modelFolders: ['/models/mine'] } });
      assert.deepEqual(
        (await client.models()).map(({ id, selected }) => [id, selected]),
        [
          ['', true],
          ['/models/mine', false],
        ],
      );
      await client.stop();
    });
  });
}
