import boundaries from 'eslint-plugin-boundaries';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Which folder may import which; docs/architecture.md draws it, and test/contract/boundaries.test.ts plants offences. */
const mayImport = {
  protocol: ['protocol'],
  correction: ['correction', 'protocol'],
  inference: ['inference', 'protocol'],
  lsp: ['lsp', 'protocol'],
  features: ['features', 'lsp', 'correction', 'inference', 'protocol'],
  terminal: ['terminal', 'correction', 'inference', 'protocol'],
  // server.ts, serve.ts, main.ts and cli.ts compose everything.
  composition: ['composition', 'features', 'lsp', 'terminal', 'correction', 'inference', 'protocol'],
  client: ['client', 'correction', 'protocol'],
};

const elements = [
  ...['protocol', 'correction', 'inference', 'lsp', 'features', 'terminal'].map((type) => ({
    type,
    pattern: `server/src/${type}`,
  })),
  { type: 'composition', pattern: 'server/src' },
  { type: 'client', pattern: 'client/src' },
];

const processModules = [
  'child_process',
  'cluster',
  'fs',
  'fs/promises',
  'net',
  'http',
  'https',
  'os',
  'worker_threads',
  'dgram',
];
const onlyRuntime = processModules
  .flatMap((name) => [name, `node:${name}`])
  .map((name) => ({ name, message: 'Only runtime.ts starts processes, reads the clock and touches files.' }));
const onlySession = { name: 'onnxruntime-node', message: 'Only inference/session.ts knows ONNX Runtime.' };
const onlyTimer = ['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
  name,
  message: 'Use runtime.timer.',
}));

export default tseslint.config(
  {
    ignores: [
      '**/out/**',
      'dist/**',
      'test/fixtures/**',
      'test-results/**',
      '.editor/**',
      '**/node_modules/**',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['client/tsconfig.json', 'server/tsconfig.json', 'test/tsconfig.json'],
        noWarnOnMultipleProjects: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'max-lines': ['error', 400],
    },
  },
  {
    files: ['client/**/*.ts', 'server/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': {
        typescript: {
          project: ['client/tsconfig.json', 'server/tsconfig.json'],
          noWarnOnMultipleProjects: true,
        },
      },
      'boundaries/include': ['client/**/*', 'server/**/*'],
      'boundaries/elements': elements,
      'boundaries/files': [{ category: 'runtime', pattern: 'server/src/runtime.ts' }],
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            ...Object.entries(mayImport).map(([from, to]) => ({
              from: { element: { type: from } },
              allow: { to: { element: { types: { anyOf: to } } } },
            })),
            { allow: { to: { file: { categories: 'runtime' } } } },
            { allow: { to: { module: { origin: ['external', 'core'] } } } },
            { from: { file: { categories: 'runtime' } }, disallow: { to: { module: { origin: 'local' } } } },
            ...['client', 'protocol', 'correction'].map((type) => ({
              from: { element: { type } },
              disallow: { to: { file: { categories: 'runtime' } } },
            })),
          ],
        },
      ],
    },
  },
  {
    files: ['server/**/*.ts'],
    ignores: ['server/src/runtime.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: [...onlyRuntime, onlySession] }],
      'no-restricted-globals': ['error', ...onlyTimer],
    },
  },
  {
    files: ['server/src/inference/session.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: onlyRuntime }] },
  },
  {
    files: ['server/src/correction/**/*.ts', 'server/src/protocol/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: [
                'node:*',
                'vscode',
                'vscode-languageserver',
                'vscode-languageserver/*',
                'vscode-languageclient/*',
                'onnxruntime-node',
              ],
              message: 'This folder is pure: functions from values to values.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      // node:test returns promises from `test` and `describe` that its own runner awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'describe', 'it', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
            },
          ],
        },
      ],
    },
  },
  { files: ['**/*.mjs', '**/*.mts'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['**/*.mjs', '**/*.mts'],
    languageOptions: { parserOptions: { project: null } },
    rules: { 'no-restricted-exports': 'off' },
  },
  prettier,
);
