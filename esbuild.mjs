// Builds the four bundles: the extension, the language server, the inference process and the terminal program.
// Native and optional modules stay outside: onnxruntime-node carries its own binaries, vscode is given by the editor.
import { join } from 'node:path';
import { context } from 'esbuild';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');
/** `--into=<folder>`: where the bundles go, below the same paths. */
const into = process.argv.find((argument) => argument.startsWith('--into='))?.slice('--into='.length) ?? '';

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: production ? false : 'linked',
  minify: production,
  legalComments: 'none',
  logLevel: 'warning',
  // jsonc-parser's main entry is UMD with computed requires, which cannot be bundled; its ESM entry can.
  mainFields: ['module', 'main'],
  external: ['vscode', 'onnxruntime-node'],
};

const bundles = [
  { entryPoints: ['client/src/extension.ts'], outfile: 'client/out/extension.cjs' },
  { entryPoints: ['server/src/main.ts'], outfile: 'server/out/main.cjs' },
  { entryPoints: ['server/src/inference/inferenceProcess.ts'], outfile: 'server/out/inferenceProcess.cjs' },
  {
    entryPoints: ['server/src/cli.ts'],
    outfile: 'server/out/cli.cjs',
    banner: { js: '#!/usr/bin/env node' },
  },
];

for (const bundle of bundles) {
  const build = await context({ ...common, ...bundle, outfile: join(into, bundle.outfile) });
  if (watch) await build.watch();
  else {
    await build.rebuild();
    await build.dispose();
  }
}
