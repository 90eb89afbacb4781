import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { validateZeebe } from '@bpmn-io/element-templates-validator';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import type { ElementTemplate } from '../../element-templates/element-template.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { freshName, makeTableOf, plainClient } from '../support/databases.ts';
import { oneTaskProcess } from '../support/diagrams.ts';
import { sharedEngine as engine } from '../support/engine.ts';
import { type InstalledProject, installPackage } from '../support/installed-package.ts';
import { startLoopbackGateway } from '../support/loopback-gateway.ts';
import { openDiagram } from '../support/modeler.ts';
import { lintTemplate } from '../support/template-lint.ts';
import { modelerOf } from '../support/zeebe.ts';

let project: InstalledProject;
let remove = async () => {};

/** Far from the half minute that a quiet machine needs to build, install and compile. */
const INSTALL_LIMIT_MS = 600_000;

beforeAll(async () => {
  project = await installPackage();
  remove = project.remove;
  await project.compile();
}, INSTALL_LIMIT_MS);
afterAll(() => remove());

const text = (file: string) => readFile(join(project.package, file), 'utf8');

test('what the package names is in it, and nothing names what is not', async () => {
  const { exports, bin, types } = JSON.parse(await text('package.json'));
  const named = [...Object.values<string>(exports), ...Object.values<string>(bin), types];
  expect(named.filter((file) => !existsSync(join(project.package, file)))).toEqual([]);
  const files = await readdir(project.package, { recursive: true });
  expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  for (const file of files.filter((name) => /\.(?:js|d\.ts)$/.test(name))) {
    expect(await text(file), file).not.toContain('sourceMappingURL');
  }
  for (const page of files.filter((name) => name.endsWith('.md'))) {
    const links = [...(await text(page)).matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(
      ([, target = '']) => target,
    );
    const missing = links.filter((target) => !existsSync(join(project.package, page, '..', target)));
    expect(missing, page).toEqual([]);
  }
});

test('the installed program runs', async () => {
  const { version } = JSON.parse(await text('package.json'));
  expect(await project.program('--version')).toBe(`${version}\n`);
});

test('an operation of one’s own has its template and its page', async () => {
  // Who imports the library to define an operation starts nothing: Camunda's SDK would throw on import at such a setting.
  await project.run('generate.js', { CAMUNDA_AUTH_STRATEGY: 'NO_SUCH' });
  const template = await readFile(join(project.folder, 'stock.json'), 'utf8');
  expect(validateZeebe(template).errors).toBeNull();
  expect(lintTemplate(JSON.parse(template))).toEqual([]);
  const xml = await taskOf(JSON.parse(template));
  expect(xml).toContain('<zeebe:taskDefinition type="stock:1" retries="3" />');
  expect(xml).toContain('<zeebe:input source="2" target="input.quantity" />');
  const page = await readFile(join(project.folder, 'stock.md'), 'utf8');
  expect(page).toContain('| Quantity | `input.quantity` | yes | A whole number. Example: `2`. |');
  expect(page).toContain('| Reserve stock (`reserveStock`) | `dynamodb:UpdateItem`, `dynamodb:PutItem` |');
});

/** A process of one task that reserves two of an article, made from the project's template by the Modeler's own code. */
async function taskOf(
  template: ElementTemplate,
  id = 'stock',
  stockTable = 'stock',
  reservationTable = 'reservations',
) {
  const diagram = await openDiagram(oneTaskProcess(id));
  const values = {
    'input.stockTable': stockTable,
    'input.reservationTable': reservationTable,
    'input.article': '=article',
    'input.quantity': 2,
    'input.order': '=order',
    'authentication.accessKey': '{{secrets.AWS_ACCESS_KEY}}',
    'authentication.secretKey': '{{secrets.AWS_SECRET_KEY}}',
    resultExpression: '={reserved: response.response.Item}',
  };
  return diagram.apply('task', template, values, 'reserveStock').xml();
}

test('a worker with an operation of one’s own does it, checks its input, and stops when it is told to', async () => {
  const database = await startCannedDynamodb();
  onTestFinished(() => database.stop());
  const loopback = await startLoopbackGateway();
  onTestFinished(() => loopback.stop());
  const worker = await project.startWorker({ gateway: loopback.address, database: database.endpoint });
  onTestFinished(() => worker.kill());
  const authentication = { accessKey: '{{secrets.AWS_ACCESS_KEY}}', secretKey: '{{secrets.AWS_SECRET_KEY}}' };
  const reservation = { stockTable: 'stock', reservationTable: 'reservations', article: 'chair', order: 'o-1' };
  const ask = async (input: object, customHeaders = {}) => {
    const variables = JSON.stringify({ authentication, input });
    loopback.addJobs([{ type: 'stock:1', variables, customHeaders: JSON.stringify(customHeaders) }]);
    const ended = await loopback.waitFor(loopback.ended.length + 1);
    return ended.at(-1);
  };

  const asked = { itemOperation: 'reserveStock', ...reservation, quantity: '2' };
  const done = await ask(asked, { resultExpression: '={reserved: response.response.Item}' });
  expect(done).toMatchObject({ how: 'completed' });
  expect(JSON.parse(done?.variables ?? '')).toEqual({ reserved: { order: 'o-1', article: 'chair', quantity: 2 } });
  expect(database.requests).toMatchObject([
    { operation: 'TransactWriteItems', body: { TransactItems: [{ Update: {} }, { Put: {} }] } },
  ]);

  const reasons = [{ Code: 'ConditionalCheckFailed', Item: { available: { N: '1' } } }, { Code: 'None' }];
  database.queue({ type: 'TransactionCanceledException', body: { CancellationReasons: reasons } });
  const errorExpression = '=if error.type = "OutOfStock" then bpmnError("OUT_OF_STOCK", error.message) else null';
  expect(await ask(asked, { errorExpression })).toMatchObject({
    how: 'error',
    errorCode: 'OUT_OF_STOCK',
    errorMessage: expect.stringMatching(
      /^reserveStock on the tables \S+, \S+ in [a-z]+-[a-z]+-\d: 2 of chair are wanted, and 1 are there$/,
    ),
  });

  expect(await ask({ ...asked, quantity: 0, colour: 'red' })).toMatchObject({
    how: 'error',
    errorMessage: expect.stringMatching(
      /input\.quantity \(Quantity\): expected a whole number from 1, got the number 0; input\.colour: expected a field of reserveStock/,
    ),
  });

  database.queue({ body: { Item: { id: { S: '1' } } } });
  const getItem = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: '1' } };
  expect(await ask(getItem, { resultVariable: 'result' })).toMatchObject({ how: 'completed' });

  await worker.stop();
  expect(await worker.exited).toBe(0);
});

test('a process with the task of one’s own operation runs on an engine', async () => {
  const client = plainClient(inject('dynoxide'));
  onTestFinished(() => client.destroy());
  const [id, stock, reservations] = [freshName(), freshName(), freshName()];
  await makeTableOf(client, stock, { article: 'S' });
  await makeTableOf(client, reservations, { order: 'S' });
  await client.send(new PutItemCommand({ TableName: stock, Item: { article: { S: 'chair' }, available: { N: '5' } } }));
  await project.run('generate.js');
  const template = JSON.parse(await readFile(join(project.folder, 'stock.json'), 'utf8'));
  const { ZEEBE_GRPC_ADDRESS: gateway = '' } = engine.gateway;
  const worker = await project.startWorker({ gateway, database: inject('dynoxide') });
  onTestFinished(() => worker.kill());
  const { zeebe } = modelerOf(engine);
  await zeebe.deploy(`${id}.bpmn`, await taskOf(template, id, stock, reservations));

  const { variables } = await zeebe.run(id, { article: 'chair', order: 'o-1' });
  expect(JSON.parse(variables)).toMatchObject({ reserved: { order: 'o-1', article: 'chair', quantity: 2 } });
  const left = await client.send(new GetItemCommand({ TableName: stock, Key: { article: { S: 'chair' } } }));
  expect(left.Item?.available).toEqual({ N: '3' });
  await worker.stop();
});
