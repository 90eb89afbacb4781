import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, inject, onTestFinished, test } from 'vitest';
import { brokerControl } from '../../../examples/local/zeebe-broker.ts';
import { makeTable, plainClient } from '../../support/databases.ts';
import { startExample } from '../../support/examples/start.ts';
import { modelerOf, settled, startTestWorker } from '../../support/zeebe.ts';

const addresses = inject('broker');
const engine = { ...addresses, ...brokerControl(addresses) };

test('each visit counts, and the process knows how many there were', async () => {
  const worker = await startTestWorker(engine, inject('dynoxide'));
  onTestFinished(() => worker.stop());
  const client = plainClient(inject('dynoxide'));
  const table = await makeTable(client);
  const { zeebe } = modelerOf(engine);
  for (const visits of [1, 2, 3]) {
    const key = await startExample(zeebe, 'counter', { table, id: 'home' });
    expect(await settled(engine, key)).toMatchObject({
      incidents: [],
      end: 'counted',
      variables: { visits: String(visits) },
    });
  }
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { id: { S: 'home' } } }));
  expect(Item).toEqual({ id: { S: 'home' }, visits: { N: '3' } });
});
