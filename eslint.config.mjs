import boundaries from 'eslint-plugin-boundaries';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const pureFolders = ['server/src/correction/**/*.ts', 'server/src/protocol/**/*.ts'];
const nodeModulesOfProcess = [
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
const onlyRuntime = nodeModulesOfProcess
  .flatMap((name) => [name, `node:${name}`])
  .map((name) => ({
    name,
    message:
      'Only runtime.ts starts processes, reads the clock and touches files (docs/architecture.md, invariant 1).',
  }));

export default tseslint.config(
  { ignores: ['**/out/**', 'dist/**', 'test/fixtures/**', 'node_modules/**', 'test/e2e/pictures/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.mjs'] },
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
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
    },
  },
  {
    files: ['client/**/*.ts', 'server/**/*.ts'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: ['client/tsconfig.json', 'server/tsconfig.json'] } },
      'boundaries/include': ['client/**/*', 'server/**/*'],
      'boundaries/elements': [
        { type: 'protocol', pattern: 'server/src/protocol', mode: 'folder' },
        { type: 'correction', pattern: 'server/src/correction', mode: 'folder' },
        { type: 'inference', pattern: 'server/src/inference', mode: 'folder' },
        { type: 'lsp', pattern: 'server/src/lsp', mode: 'folder' },
        { type: 'features', pattern: 'server/src/features', mode: 'folder' },
        { type: 'terminal', pattern: 'server/src/terminal', mode: 'folder' },
        { type: 'runtime', pattern: 'server/src/runtime.ts', mode: 'file' },
        { type: 'server', pattern: 'server/src/server.ts', mode: 'file' },
        { type: 'entry', pattern: 'server/src/{main,cli}.ts', mode: 'file' },
        { type: 'client', pattern: 'client/src', mode: 'folder' },
      ],
    },
    rules: {
      'boundaries/no-unknown': 'error',
      'boundaries/element-types': [
        'error',
        {
          default: 'disallow',
          message:
            '${file.type} must not import ${dependency.type} (docs/architecture.md, "Dependency direction")',
          rules: [
            { from: 'protocol', allow: ['protocol'] },
            { from: 'correction', allow: ['correction', 'protocol'] },
            { from: 'runtime', allow: [] },
            { from: 'inference', allow: ['inference', 'protocol', 'runtime'] },
            { from: 'lsp', allow: ['lsp', 'protocol', 'runtime'] },
            {
              from: 'features',
              allow: ['features', 'lsp', 'correction', 'inference', 'protocol', 'runtime'],
            },
            { from: 'server', allow: ['features', 'lsp', 'correction', 'inference', 'protocol', 'runtime'] },
            { from: 'terminal', allow: ['terminal', 'correction', 'inference', 'protocol', 'runtime'] },
            { from: 'entry', allow: ['server', 'terminal', 'inference', 'protocol', 'runtime', 'lsp'] },
            { from: 'client', allow: ['client', 'correction', 'protocol'] },
          ],
        },
      ],
    },
  },
  {
    files: ['server/**/*.ts'],
    ignores: ['server/src/runtime.ts'],
    rules: {
      'no-restricted-imports': ['error', { paths: onlyRuntime }],
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'Use runtime.timer.' },
        { name: 'setInterval', message: 'Use runtime.timer.' },
      ],
    },
  },
  {
    files: ['server/src/inference/**/*.ts'],
    ignores: ['server/src/inference/session.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...onlyRuntime,
            { name: 'onnxruntime-node', message: 'Only inference/session.ts knows ONNX Runtime.' },
          ],
        },
      ],
    },
  },
  {
    files: pureFolders,
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
      // node:test returns promises from `test` and `describe` that its runner awaits.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['test', 'describe', 'it', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
              package: 'node:test',
            },
          ],
        },
      ],
    },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['*.config.mjs'], rules: { 'no-restricted-exports': 'off' } },
  prettier,
);
