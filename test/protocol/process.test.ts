import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { createTestClient } from '../support/testClient';
import { processEnded } from '../support/processEnded';
import { protocolCases } from './cases';
import { settingsCases } from './settingsCases';
import { long, paramsOf } from './samples';

protocolCases('process');
settingsCases('process');

test('kill -9 of the server during a correction leaves no orphan', async () => {
  const client = await createTestClient({ place: 'process' });
  const { child } = client.server;
  assert.ok(child?.pid !== undefined);
  let inference: number | undefined;
  const exited = once(child, 'exit');
  const request = client.correct(paramsOf('orphan', long), {
    onEvent: (event) => {
      if (event.kind !== 'text' || inference !== undefined) return;
      inference = client.statuses.at(-1)?.processId;
      child.kill('SIGKILL');
    },
  });
  const refused = assert.rejects(request);
  await exited;
  await client.stop();
  await refused;
  assert.ok(inference !== undefined);
  await processEnded(inference);
});
