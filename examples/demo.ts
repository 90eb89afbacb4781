import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { startDynalite } from './local/dynalite.ts';
import { findJdk } from './local/java.ts';
import { findMaven } from './local/maven.ts';
import { type EndedJob, followProcess } from './local/progress.ts';
import { startWorkerProcess } from './local/worker-process.ts';
import { type Broker, startBroker } from './local/zeebe-broker.ts';
import { connectZeebe, type ZeebeClient } from './local/zeebe-client.ts';

/**
 * Runs examples/order.bpmn on a real Zeebe broker with an embedded DynamoDB and this worker, and prints what each task did.
 * With `--keep` all of it stays up until Ctrl-C.
 */
async function demo(keep: boolean): Promise<void> {
  await checkTools();
  const folder = await mkdtemp(join(tmpdir(), 'camunda-dynamodb-demo-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const end = async () => {
    for (const stop of ends.splice(0).reverse()) await stop();
  };
  const interrupted = new Promise<void>((resolve) => process.once('SIGINT', resolve));
  try {
    await Promise.race([interrupted, play(folder, keep, ends, interrupted)]);
  } finally {
    say('Stopping');
    await end();
  }
}

async function play(
  folder: string,
  keep: boolean,
  ends: (() => Promise<unknown>)[],
  interrupted: Promise<void>,
): Promise<void> {
  const broker = await startBroker({ onProgress: say });
  ends.push(broker.stop);
  say(`Zeebe listens at ${broker.grpcAddress}`);
  const database = await startDynalite();
  ends.push(database.stop);
  say(`DynamoDB (dynalite) listens at ${database.endpoint}`);
  const worker = await startWorkerProcess(
    {
      ZEEBE_GRPC_ADDRESS: broker.grpcAddress,
      AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
      AWS_REGION: 'eu-central-1',
      SECRET_AWS_ACCESS_KEY: 'demo-access-key',
      SECRET_AWS_SECRET_KEY: 'demo-secret-key',
    },
    join(folder, 'worker.log'),
  );
  ends.push(worker.stop);
  say(`The worker takes jobs (${worker.address}/readyz)`);
  const zeebe = connectZeebe(broker.grpcAddress);
  ends.push(zeebe.close);
  await zeebe.deploy('order.bpmn', await readFile(new URL('order.bpmn', import.meta.url), 'utf8'));
  say('examples/order.bpmn is deployed');
  await runOrder(zeebe, broker);
  if (!keep) return;
  say(
    `All of it stays up: deploy to ${broker.grpcAddress} from the Modeler, and use any table. The worker's log: ${folder}/worker.log`,
  );
  say('Enter runs another order, Ctrl-C ends.');
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => void runOrder(zeebe, broker).catch((error: Error) => say(error.message)));
  await interrupted;
  lines.close();
}

async function runOrder(zeebe: ZeebeClient, broker: Broker): Promise<void> {
  const id = `order-${Date.now()}`;
  const order = {
    id,
    customer: 'Ada',
    total: 41.5,
    lines: [
      { article: 'tea', quantity: 2 },
      { article: 'cup', quantity: 1 },
    ],
  };
  const key = await zeebe.start('order', { order, table: 'orders' });
  say(`Process instance ${key}: ${id}`);
  process.stdout.write(`\n${row('Task', 'Outcome', 'ms', 'Result')}\n`);
  await followProcess(broker.records, key, (job) => process.stdout.write(`${describe(job)}\n`));
  process.stdout.write('\n');
}

function describe({ elementId, how, variables, errorCode, errorMessage, milliseconds }: EndedJob): string {
  const result = how === 'error' ? `${errorCode}: ${errorMessage}` : JSON.stringify(variables);
  return row(elementId, how === 'error' ? 'BPMN error' : 'completed', String(milliseconds), result);
}

function row(task: string, outcome: string, milliseconds: string, result: string): string {
  return `${task.padEnd(12)} ${outcome.padEnd(11)} ${milliseconds.padStart(5)}  ${result}`;
}

/** @throws Error that says what to install, or that Docker will do */
async function checkTools(): Promise<void> {
  try {
    await findJdk(21);
    findMaven();
  } catch (error) {
    const docker = (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, 'docker')));
    const hint = docker
      ? 'Docker is here: `docker compose up` starts the same parts (broker, DynamoDB, worker) without Java and Maven.'
      : 'Docker would do as well: with it, `docker compose up` starts the same parts without Java and Maven.';
    throw new Error(`${(error as Error).message}\n${hint}`);
  }
}

function say(text: string): void {
  process.stdout.write(`> ${text}\n`);
}

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
try {
  await demo(values.keep);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
