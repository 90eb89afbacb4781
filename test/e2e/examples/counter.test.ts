import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, inject, onTestFinished, test } from 'vitest';
import { makeTable, plainClient } from '../../support/databases.ts';
import { sharedEngine as engine } from '../../support/engine.ts';
import { runExample } from '../../support/examples/start.ts';
import { modelerOf, startTestWorker } from '../../support/zeebe.ts';

test('each visit counts, and the process knows how many there were', async () => {
  const worker = await startTestWorker(engine, inject('dynoxide'));
  onTestFinished(() => worker.stop());
  const client = plainClient(inject('dynoxide'));
  const table = await makeTable(client);
  const { zeebe } = modelerOf(engine);
  for (const visits of [1, 2, 3]) {
    const { variables } = await runExample(zeebe, 'counter', { table, id: 'home' });
    expect(JSON.parse(variables)).toMatchObject({ visits });
  }
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { id: { S: 'home' } } }));
  expect(Item).toEqual({ id: { S: 'home' }, visits: { N: '3' } });
});
