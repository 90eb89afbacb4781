import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'lossless-json';
import { startDynalite } from './local/dynalite.ts';
import { startEngine } from './local/engine.ts';
import { type GatewayAccess, namedGatewayAccess } from './local/gateway-access.ts';
import { findJdk } from './local/java.ts';
import { findMaven } from './local/maven.ts';
import { type EndedJob, followWorkerLog } from './local/worker-log.ts';
import { startWorkerProcess } from './local/worker-process.ts';
import { connectZeebe, type ZeebeClient } from './local/zeebe-client.ts';

const usage = `npm run demo -- [--keep] [--gateway ADDRESS] [--dynamodb ENDPOINT]
  --keep               leaves all of it up until Ctrl-C
  --gateway ADDRESS    a Zeebe gateway of yours, like grpc://localhost:26500, in place of an engine that is started here;
                       no other worker may serve the job type aws-dynamodb:1 there
  --dynamodb ENDPOINT  a DynamoDB of yours, like http://localhost:8000, in place of one that is started here;
                       the keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, the region is AWS_REGION`;

/** What the demo is given; what it is not given, it starts. */
interface Given {
  readonly keep: boolean;
  readonly gateway: GatewayAccess | undefined;
  readonly dynamodb: string | undefined;
}

interface Parts {
  readonly zeebe: ZeebeClient;
  readonly endedJobs: () => Promise<EndedJob[]>;
}

const LAST_TASK = 'remove';
/** For the worker to write that the last task is done, in milliseconds. */
const LOG_LIMIT = 5_000;

/** Where the demo keeps its orders: a name that no table of the user's has. */
const table = 'camunda-dynamodb-worker-demo';

/** Runs examples/order.bpmn with this worker, and prints what each task did and what the process has kept. */
async function demo(given: Given): Promise<void> {
  if (given.gateway === undefined) await checkTools();
  const folder = await mkdtemp(join(tmpdir(), 'camunda-dynamodb-demo-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const interrupted = new Promise<void>((resolve) => process.once('SIGINT', resolve));
  try {
    await Promise.race([interrupted, play(given, folder, ends, interrupted)]);
  } finally {
    say('Stopping');
    for (const stop of ends.splice(0).reverse()) await stop();
  }
}

async function play(
  given: Given,
  folder: string,
  ends: (() => Promise<unknown>)[],
  interrupted: Promise<void>,
): Promise<void> {
  const gateway = given.gateway ?? (await startOwnEngine(ends));
  const endpoint = given.dynamodb ?? (await startOwnDatabase(ends));
  const zeebe = connectZeebe(gateway);
  ends.push(zeebe.close);
  const version = await zeebe.deploy('order.bpmn', await readFile(new URL('order.bpmn', import.meta.url), 'utf8'));
  say(`examples/order.bpmn is deployed to ${gateway.ZEEBE_GRPC_ADDRESS}: version ${version} of the process order`);
  const logFile = join(folder, 'worker.log');
  const worker = await startWorkerProcess(
    { ...gateway, ...workerSettings(endpoint, given.dynamodb !== undefined) },
    logFile,
    'source',
  );
  ends.push(worker.stop);
  say(`The worker takes jobs (${worker.address}/readyz)`);
  const parts: Parts = { zeebe, endedJobs: followWorkerLog(logFile) };
  await runOrder(parts);
  if (given.dynamodb !== undefined) say(`The table ${table} stays at ${endpoint}, without an item of this order`);
  if (!given.keep) return;
  say(`All of it stays up: deploy to ${gateway.ZEEBE_GRPC_ADDRESS} from the Modeler, and use any table.`);
  say(`The worker's log is ${logFile}. Enter runs another order; Ctrl-C, or kill ${process.pid}, ends.`);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', () => void runOrder(parts).catch((error: Error) => say(error.message)));
  // Without input nothing else would keep the process running.
  const alive = setInterval(() => {}, 60_000);
  await interrupted;
  clearInterval(alive);
  lines.close();
}

async function startOwnEngine(ends: (() => Promise<unknown>)[]): Promise<GatewayAccess> {
  const engine = await startEngine({ onProgress: say });
  ends.push(engine.stop);
  say(`The engine listens at ${engine.gateway.ZEEBE_GRPC_ADDRESS}`);
  return engine.gateway;
}

async function startOwnDatabase(ends: (() => Promise<unknown>)[]): Promise<string> {
  const database = await startDynalite();
  ends.push(database.stop);
  say(`DynamoDB (dynalite) listens at ${database.endpoint}`);
  return database.endpoint;
}

/** The keys in the environment are for the user's DynamoDB; others take any. */
function workerSettings(endpoint: string, isGiven: boolean): NodeJS.ProcessEnv {
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = isGiven ? process.env : {};
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: AWS_REGION ?? 'eu-central-1',
    SECRET_AWS_ACCESS_KEY: AWS_ACCESS_KEY_ID ?? 'demoAccessKey',
    SECRET_AWS_SECRET_KEY: AWS_SECRET_ACCESS_KEY ?? 'demo-secret-key',
    // Jobs that went well are logged at this level only.
    DYNAMODB_WORKER_LOG_LEVEL: 'debug',
  };
}

async function runOrder({ zeebe, endedJobs }: Parts): Promise<void> {
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
  const given = { order, table };
  const began = Date.now();
  try {
    const { processInstanceKey, variables } = await zeebe.run('order', given);
    const jobs = await jobsOf(processInstanceKey, endedJobs);
    const kept = Object.entries(parse(variables) as object).filter(([name]) => !(name in given));
    say(`Process instance ${processInstanceKey} has ended`);
    const values = kept.map(([name, value]) => row(name, String(stringify(value))));
    print([...tasksTable(jobs, began), '', row('Variable', 'Value'), ...values]);
  } catch (error) {
    print(tasksTable(await endedJobs(), began));
    throw error;
  }
}

/** The worker writes its log a little later than it tells Zeebe. */
async function jobsOf(processInstanceKey: string, endedJobs: Parts['endedJobs']): Promise<EndedJob[]> {
  const jobs: EndedJob[] = [];
  const limit = Date.now() + LOG_LIMIT;
  while (!jobs.some(({ elementId }) => elementId === LAST_TASK) && Date.now() < limit) {
    const ended = await endedJobs();
    jobs.push(...ended.filter((job) => job.processInstanceKey === processInstanceKey));
    await sleep(20);
  }
  return jobs;
}

/** Each task with the time since the one before, which is the engine's and the worker's. */
function tasksTable(jobs: readonly EndedJob[], began: number): string[] {
  const rows = jobs.map(({ elementId, outcome, message, time }, index) => {
    const milliseconds = time - (jobs[index - 1]?.time ?? began);
    return row(elementId, `${outcomes[outcome].padEnd(11)} ${String(milliseconds).padStart(5)}  ${message ?? ''}`);
  });
  return [row('Task', `${'Outcome'.padEnd(11)} ${'ms'.padStart(5)}`), ...rows];
}

const outcomes = { completed: 'completed', failed: 'failed', error: 'BPMN error' };

function row(name: string, rest: string): string {
  return `${name.padEnd(12)} ${rest}`.trimEnd();
}

function print(lines: readonly string[]): void {
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

/** @throws Error that says what to install, or what will do as well */
async function checkTools(): Promise<void> {
  try {
    await findJdk(21);
    findMaven();
  } catch (error) {
    const docker = (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, 'docker')));
    const hints = [
      docker
        ? 'Docker is here: `docker compose up` starts an engine, a DynamoDB and the worker without Java and Maven.'
        : 'Docker would do as well: with it, `docker compose up` starts an engine, a DynamoDB and the worker.',
      'So would a Zeebe of yours: `npm run demo -- --gateway grpc://localhost:26500`.',
    ];
    throw new Error([(error as Error).message, ...hints].join('\n'));
  }
}

/** @throws Error that says what is wrong with the options, and which there are */
function readOptions(): Given {
  try {
    const string = { type: 'string' } as const;
    const { values } = parseArgs({ options: { keep: { type: 'boolean' }, gateway: string, dynamodb: string } });
    const { keep = false, gateway, dynamodb } = values;
    if (dynamodb !== undefined && !/^https?:\/\/[^/]/.test(dynamodb)) {
      throw new Error(`--dynamodb: expected an endpoint like http://localhost:8000, got "${dynamodb}"`);
    }
    return { keep, gateway: gateway === undefined ? undefined : namedGatewayAccess(gateway, '--gateway'), dynamodb };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${usage}`);
  }
}

function say(text: string): void {
  process.stdout.write(`> ${text}\n`);
}

try {
  await demo(readOptions());
  process.exit(0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
