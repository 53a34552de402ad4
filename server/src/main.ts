import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { createNodeRuntime } from './runtime';
import { serve } from './serve';

serve(createConnection(ProposedFeatures.all), {
  runtime: createNodeRuntime(),
  version,
  installationFolder: join(__dirname, '..', '..'),
  inferenceEntry: join(__dirname, 'inferenceProcess.cjs'),
});
