import { existsSync } from 'node:fs';
import { chmod, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../examples/local/ports.ts';
import { runCommand } from '../../release/command.ts';
import { type ImageFolder, makeImageFolder, removeFolder } from '../../release/image-folder.ts';
import { startFromImage } from '../../release/started-worker.ts';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { clone, copyClone, lockWithAddresses } from '../support/clone.ts';
import { isLongForm } from '../support/long-form.ts';
import { startLoopbackGateway } from '../support/loopback-gateway.ts';
import { makeMemoryFolder } from '../support/memory-folder.ts';

/** Node as the image has it, where the rings fetched it; else the Node of the tests. */
const nodeOfImage = join(clone, `.cache/node-24.21.0/node_modules/node-${process.platform}-${process.arch}/bin`);
const PATH = [...(existsSync(nodeOfImage) ? [nodeOfImage] : []), process.env.PATH].join(delimiter);

/** Far from the minute that installing takes. */
const INSTALL_LIMIT_MS = 600_000;

let work: string;
let image: ImageFolder;
let files: string[];

beforeAll(async () => {
  work = await makeMemoryFolder('image-');
  // For the image's user.
  await chmod(work, 0o755);
  const context = join(work, 'context');
  await copyClone(context);
  if (!isLongForm) await writeFile(join(context, 'package-lock.json'), JSON.stringify(await lockWithAddresses()));
  image = await makeImageFolder(context, join(work, 'stages'), {
    HOME: process.env.HOME,
    PATH,
    npm_config_prefer_offline: 'true',
  });
  files = await readdir(image.folder, { recursive: true });
  await runCommand('chmod', ['-R', 'a-w', image.folder]);
}, INSTALL_LIMIT_MS);
afterAll(() => removeFolder(work));

test('the image has nothing that is made for one platform', () => {
  expect(files.length).toBeGreaterThan(1_000);
  expect(files.filter((file) => /\.(?:node|so|dylib|dll|exe|wasm|a)$|(?:^|\/)binding\.gyp$/.test(file))).toEqual([]);
});

test('the image has what runs and its licences, and nothing to develop with', () => {
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'THIRD-PARTY.md', 'dist/workers/dynamodb.js']));
  expect(files.filter((file) => /\.(?:map|[cm]?ts)$/.test(file))).toEqual([]);
  expect(files.filter((file) => /^node_modules\/(?:typescript|vitest|tsx)\b/.test(file))).toEqual([]);
});

test('the optional peers can be imported', async () => {
  const importing = `for (const name of ['@aws-sdk/client-secrets-manager', '@aws-sdk/client-ssm', '@opentelemetry/sdk-node']) await import(name)`;
  await runCommand('node', ['--input-type=module', '--eval', importing], { cwd: image.folder, environment: { PATH } });
});

test('the worker does jobs as the image’s user where nothing may be written, answers the health check, and stops at SIGTERM', async () => {
  const database = await startCannedDynamodb();
  onTestFinished(() => database.stop());
  const gateway = await startLoopbackGateway();
  onTestFinished(() => gateway.stop());
  const worker = await startFromImage(image, {
    PATH,
    HOME: image.folder,
    TMPDIR: image.folder,
    DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
    DYNAMODB_WORKER_HTTP_PORT: String(await freePort()),
    CAMUNDA_AUTH_STRATEGY: 'NONE',
    ZEEBE_GRPC_ADDRESS: gateway.address,
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: 'eu-central-1',
    SECRET_AWS_ACCESS_KEY: 'testAccessKey',
    SECRET_AWS_SECRET_KEY: 'test-secret-key',
  });
  onTestFinished(() => worker.kill());
  expect(await worker.check()).toBe(0);

  database.queue({ body: { Item: { id: { S: '1' } } } });
  const input = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: '1' } };
  const authentication = { accessKey: '{{secrets.AWS_ACCESS_KEY}}', secretKey: '{{secrets.AWS_SECRET_KEY}}' };
  const customHeaders = JSON.stringify({ resultExpression: '={item: response.response.Item}' });
  gateway.addJobs([{ type: 'aws-dynamodb:1', variables: JSON.stringify({ authentication, input }), customHeaders }]);
  const [done] = await gateway.waitFor(1);
  expect(done).toMatchObject({ how: 'completed' });
  expect(JSON.parse(done?.variables ?? '')).toEqual({ item: { id: '1' } });

  expect(await worker.stop()).toBe(0);
  expect(await readdir(image.folder, { recursive: true })).toEqual(files);
});
