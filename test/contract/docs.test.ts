import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { settingsPage } from '../../scripts/manifest/settingsPage';
import { serverCorrectCommand } from '../../server/src/protocol/commands';
import { errorCodes } from '../../server/src/protocol/errors';
import * as messages from '../../server/src/protocol/messages';
import { readRepositoryFile, repositoryFiles, repositoryRoot } from '../support/repository';

const protocolPage = readRepositoryFile('docs/protocol.md');
const architecturePage = readRepositoryFile('docs/architecture.md');

/** Words between back quotes in the first column of the table below a heading. */
function firstColumn(page: string, heading: string): readonly string[] {
  const section = page.split(/^#{2,3} /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name ?? '');
}

describe('docs/protocol.md', () => {
  test('has a heading for each message and for nothing else', () => {
    const methods = Object.values(messages).map(({ method }) => method);
    const headings = [...protocolPage.matchAll(/^### `([^`]+)`/gm)].map(([, name]) => name);
    assert.ok(methods.length >= 11);
    assert.deepEqual(headings.toSorted(), [...methods, serverCorrectCommand].toSorted());
  });

  test('lists the error codes with their meaning', () => {
    assert.deepEqual(firstColumn(protocolPage, 'Error codes'), Object.keys(errorCodes));
    for (const meaning of Object.values(errorCodes)) assert.ok(protocolPage.includes(meaning), meaning);
  });

  test('lists the kinds of progress events', () => {
    const source = readRepositoryFile('server/src/protocol/correction.ts');
    const union = source.slice(source.indexOf('export type CorrectionEvent'));
    const kinds = [...union.matchAll(/readonly kind: '(\w+)'/g)].map(([, kind]) => kind);
    assert.deepEqual(firstColumn(protocolPage, '`aligner/correction/event`'), kinds);
  });

  test('message names stand nowhere else in the sources', () => {
    const files = repositoryFiles('client/src', 'server/src').filter(
      (path) => !path.startsWith('server/src/protocol/'),
    );
    const offenders = files.filter((path) => /['"](aligner|inference)\/[a-z]/.test(readRepositoryFile(path)));
    assert.deepEqual(offenders, []);
  });
});

describe('docs/architecture.md', () => {
  const rows = [...architecturePage.matchAll(/^\| (\d+) +\|.*\|(.*)\|$/gm)];

  test('each invariant names a test that exists', () => {
    assert.ok(rows.length >= 12);
    for (const [row, number, tests] of rows) {
      const named = [...(tests ?? '').matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path ?? '');
      assert.ok(named.length > 0, row);
      for (const path of named) assert.ok(existsSync(join(repositoryRoot, path)), `${number ?? ''}: ${path}`);
    }
  });

  test('every folder of the sources is described', () => {
    const folders = new Set(
      repositoryFiles('server/src', 'client/src').map((path) => path.split('/').slice(0, 3).join('/')),
    );
    for (const folder of folders) {
      if (folder.startsWith('server/src/') && !folder.endsWith('.ts')) {
        assert.ok(architecturePage.includes(`\`${folder}\``), folder);
      }
    }
  });
});

describe('docs', () => {
  test('settings.md is what the table of settings gives', async () => {
    const path = join(repositoryRoot, 'docs/settings.md');
    const expected = await format(settingsPage(), { ...(await resolveConfig(path)), filepath: path });
    assert.equal(readRepositoryFile('docs/settings.md'), expected);
  });

  test('links and pictures lead somewhere', () => {
    const pages = repositoryFiles('*.md', 'docs/*.md', 'media/**/*.md', 'models/**/*.md');
    assert.ok(pages.length >= 8);
    for (const page of pages) {
      for (const [, target] of readRepositoryFile(page).matchAll(
        /\]\((?!https?:|command:|#|mailto:)([^)#\s]+)[^)]*\)/g,
      )) {
        assert.ok(
          target !== undefined && existsSync(join(repositoryRoot, dirname(page), target)),
          `${page}: ${target ?? ''}`,
        );
      }
    }
  });
});
