import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { generateContributions } from '../../scripts/manifest/contributions';
import { commandDefinitions } from '../../server/src/protocol/commands';
import { extensionId, reviewScheme } from '../../server/src/protocol/identity';
import { settingDefinitions } from '../../server/src/protocol/settings';
import { readRepositoryFile, repositoryRoot } from '../support/repository';

const commandSchema = z.looseObject({
  command: z.string(),
  when: z.string().optional(),
  key: z.string().optional(),
});
const manifestSchema = z.looseObject({
  name: z.string(),
  publisher: z.string(),
  engines: z.object({ vscode: z.string(), node: z.string() }),
  main: z.string(),
  icon: z.string(),
  bin: z.record(z.string(), z.string()),
  activationEvents: z.array(z.string()),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  capabilities: z.looseObject({
    untrustedWorkspaces: z.object({
      supported: z.literal('limited'),
      description: z.string().min(20),
      restrictedConfigurations: z.array(z.string()),
    }),
  }),
  contributes: z.looseObject({
    commands: z.array(z.looseObject({ command: z.string() })),
    configuration: z.looseObject({ properties: z.record(z.string(), z.looseObject({ scope: z.string() })) }),
    menus: z.record(z.string(), z.array(commandSchema)),
    keybindings: z.array(commandSchema),
    walkthroughs: z.array(
      z.looseObject({
        steps: z.array(z.looseObject({ description: z.string(), media: z.record(z.string(), z.string()) })),
      }),
    ),
  }),
});

const manifest = manifestSchema.parse(JSON.parse(readRepositoryFile('package.json')));
const generated = generateContributions();
const known = new Set<string>(Object.keys(commandDefinitions));
/** Commands that the editor itself has and that our menus or walkthroughs may name. */
const editorCommands = /^(vscode|workbench|editor)\.|^walkthroughs\./;

describe('package.json follows the protocol', () => {
  test('commands are those of the table', () => {
    assert.deepEqual(manifest.contributes.commands, generated.commands);
  });

  test('settings are those of the table, with defaults, bounds and scopes', () => {
    assert.deepEqual(manifest.contributes.configuration, generated.configuration);
    assert.equal(
      Object.keys(manifest.contributes.configuration.properties).length,
      Object.keys(settingDefinitions).length,
    );
  });

  test('whatever can name a model, a program or a device is ignored in an untrusted workspace', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.deepEqual(restrictedConfigurations, generated.restrictedConfigurations);
    for (const key of restrictedConfigurations) {
      assert.match(manifest.contributes.configuration.properties[key]?.scope ?? '', /^machine/, key);
    }
  });

  test('menus and keybindings name commands that exist', () => {
    const named = [...Object.values(manifest.contributes.menus).flat(), ...manifest.contributes.keybindings];
    assert.ok(named.length > 10);
    for (const { command } of named) assert.ok(known.has(command), command);
  });

  test('the walkthrough has four steps, its pictures exist, and its links name commands that exist', () => {
    const [walkthrough] = manifest.contributes.walkthroughs;
    assert.equal(walkthrough?.steps.length, 4);
    for (const step of walkthrough.steps) {
      for (const file of Object.values(step.media)) {
        if (/\.(md|svg|png)$/.test(file)) assert.ok(existsSync(join(repositoryRoot, file)), file);
      }
      for (const [, command] of step.description.matchAll(/\(command:([\w.]+)/g)) {
        assert.ok(command !== undefined && (known.has(command) || editorCommands.test(command)), command);
      }
    }
  });

  test('activation events name commands and languages only, never everything', () => {
    for (const event of manifest.activationEvents)
      assert.match(event, /^(onLanguage|onCommand|onNotebook|onFileSystem|onWalkthrough):/);
    const command = manifest.activationEvents
      .filter((event) => event.startsWith('onCommand:'))
      .find((event) => !known.has(event.slice('onCommand:'.length)));
    assert.equal(command, undefined);
  });

  test('names agree with those of the protocol', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, extensionId);
    const text = JSON.stringify(manifest.contributes.menus);
    assert.ok(text.includes(reviewScheme), 'the title bar of a review is bound to its scheme');
    assert.ok(existsSync(join(repositoryRoot, manifest.icon)));
  });

  test('versions are exact', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
    }
  });
});
