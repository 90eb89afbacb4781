import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../examples/local/database.ts';
import { startDynoxide } from '../../examples/local/dynoxide.ts';
import { operations } from '../../src/operations/index.ts';
import { findChromium } from '../support/browser/find-chromium.ts';
import { type Modeler, openModeler } from '../support/browser/modeler.ts';
import { makeTableOf, plainClient } from '../support/databases.ts';
import { oneTaskProcess } from '../support/diagrams.ts';
import { sharedEngine as engine } from '../support/engine.ts';
import { template } from '../support/template.ts';
import { modelerOf, startTestWorker, type TestWorker } from '../support/zeebe.ts';
import { caseOf, items, tables } from './operation-cases.ts';

const chromium = findChromium();

describe.skipIf(chromium === undefined)('a task made by hand in the Modeler', () => {
  let database: Database;
  let worker: TestWorker;
  let modeler: Modeler;

  beforeAll(async () => {
    // Of its own, because the forms have names of tables that others may have, too.
    database = await startDynoxide();
    [modeler, worker] = await Promise.all([openModeler(chromium as string), startWorker(), fillTables()]);
  });
  afterAll(() => Promise.all([modeler.close(), worker.stop(), database.stop()]));

  function startWorker(): Promise<TestWorker> {
    return startTestWorker(engine, database.endpoint, { AWS_ACCESS_KEY_ID: 'worker', AWS_SECRET_ACCESS_KEY: 'worker' });
  }

  async function fillTables(): Promise<void> {
    const client = plainClient(database.endpoint);
    await Promise.all(Object.entries(tables).map(([name, keys]) => makeTableOf(client, name, keys)));
    const documents = DynamoDBDocumentClient.from(client);
    for (const [TableName, list] of Object.entries(items))
      for (const Item of list) await documents.send(new PutCommand({ TableName, Item }));
    client.destroy();
  }

  test.each(operations)(
    'of $label is found, filled in by typing, without a fault, and gives its result',
    async ({ id, label }) => {
      const { phrase, form, variables = {}, result } = caseOf(id);
      const process = `browser-${id}`;
      await modeler.open(oneTaskProcess(process).replace('"8.6.0"', '"8.8.0"'), [template], '8.8');
      expect((await modeler.search(phrase))[0]).toBe(label);
      await modeler.take();
      for (const [field, entry] of Object.entries(form)) await modeler.enter(field, entry);
      expect(await modeler.lint()).toEqual([]);
      const bpmn = await modeler.xml();
      const { zeebe } = modelerOf(engine);
      const run = () => zeebe.deploy(`${process}.bpmn`, bpmn).then(() => zeebe.run(process, variables));
      // The panel takes a second to check all that was typed.
      const [fields, ended] = await Promise.all([modeler.fields(), run()]);
      expect(fields.filter(({ error }) => error !== undefined)).toEqual([]);
      expect(JSON.parse(ended.variables)).toMatchObject({ ...variables, ...result });
    },
  );
});
