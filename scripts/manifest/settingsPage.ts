import { settingDefinitions } from '../../server/src/protocol/settings';

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** docs/settings.md: every setting with its default, scope and sentence. */
export function settingsPage(): string {
  const rows = Object.entries(settingDefinitions).map(([key, definition]) => {
    const fallback = JSON.stringify(definition.schema.parse(undefined));
    const trust = 'restricted' in definition ? ', trusted workspaces only' : '';
    return `| \`aligner.${key}\` | \`${cell(fallback)}\` | ${definition.scope}${trust} | ${cell(definition.description)} |`;
  });
  return [
    '# Settings',
    '',
    'Made from `server/src/protocol/settings.ts` by `npm run generate`.',
    '',
    '| setting | default | scope | what it does |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
