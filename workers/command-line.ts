import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { type Surroundings, WrongUse } from '../src/commands/command.ts';
import { commands } from '../src/commands/index.ts';
import { mask } from '../src/connection/mask.ts';
import { ConfigError, loadConfig } from '../src/worker/config.ts';
import { askHealth } from '../src/worker/health.ts';
import { secretsOf } from '../src/worker/secret-variables.ts';
import { settings } from '../src/worker/settings.ts';
import { packageVersion } from '../src/worker/version.ts';

/** sysexits.h: something was found in an unconfigured or misconfigured state. */
const EX_CONFIG = 78;

/** What a command has of this process. */
const surroundings: Surroundings = {
  env: process.env,
  setVariables: (variables) => Object.assign(process.env, variables),
  readInput: () => buffer(process.stdin),
  print,
  warn: (text) => void process.stderr.write(`${text}\n`),
};

/** The signals by which the operator asks a worker to read its settings anew. */
export interface HangUps {
  /** From now on, tells of each. One that came before is told at once. */
  on(listener: () => void): void;
}

/** Does what the arguments of the process ask for, and ends the process where that fails. */
export async function main(args: string[], hangUps: HangUps): Promise<void> {
  const [first, ...others] = args;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever reads may have read enough, as `head` does. What is done still counts, with its exit code.
    if (error.code !== 'EPIPE') throw error;
  });
  try {
    if (first === 'help') print(others[0] === undefined ? help() : await usageOf(others[0]));
    else if (first === undefined || first.startsWith('-')) await serve(args, hangUps);
    else if (others.includes('--help')) print(await usageOf(first));
    else process.exitCode = await (await commandOf(first)).run(others, surroundings);
  } catch (error) {
    const { code, message, stack } = error as Error & { code?: string };
    const wrongUse =
      error instanceof ConfigError || error instanceof WrongUse || code?.startsWith('ERR_PARSE_ARGS') === true;
    const told = wrongUse ? `${whatFails(first)}:\n${message.replace(/^/gm, '  ')}` : (stack ?? message);
    process.stderr.write(`${mask(told, secretsOf(process.env))}\n`);
    // Exits at once: what a CommonJS module throws on import, Node throws a second time, where nobody can catch it.
    process.exit(wrongUse ? EX_CONFIG : 1);
  }
}

/** Says what does not work, with its usage if it is a command. */
function whatFails(first: string | undefined): string {
  if (first === undefined || first.startsWith('-')) return 'The worker cannot start';
  return commands.has(first)
    ? `camunda-dynamodb-worker ${first} (see camunda-dynamodb-worker help ${first})`
    : 'camunda-dynamodb-worker';
}

async function commandOf(name: string) {
  const entry = commands.get(name);
  if (entry === undefined)
    throw new WrongUse(`There is no command ${name}: expected one of ${[...commands.keys()].join(', ')}`);
  return entry.load();
}

async function usageOf(name: string): Promise<string> {
  return (await commandOf(name)).usage;
}

/** Starts the worker, or does what is asked instead. */
async function serve(args: string[], hangUps: HangUps): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean' },
      version: { type: 'boolean' },
      check: { type: 'boolean' },
      health: { type: 'boolean' },
    },
  });
  if (values.help) print(help());
  else if (values.version) print(packageVersion());
  else if (values.health) await health();
  else if (values.check) await check();
  else await run(hangUps);
}

/** Asks the worker on this machine with the same settings whether it lives, as the image's health check does. */
async function health(): Promise<void> {
  const { httpHost, httpPort } = await loadConfig(process.env);
  const { ok, text } = await askHealth(httpHost, httpPort);
  print(text);
  if (!ok) process.exitCode = 1;
}

async function check(): Promise<void> {
  const [{ operations }, { openSettings }] = await Promise.all([
    import('../src/operations/index.ts'),
    import('../src/worker/open.ts'),
  ]);
  const { config, aws, gateways, address, tenantIds, secrets, jobSecrets } = await openSettings(
    operations,
    process.env,
  );
  const [{ checkDynamoDb, checkGateway, checkSecrets }, { workerClients }, { jobTypesIn }] = await Promise.all([
    import('../src/worker/check.ts'),
    import('../src/worker/job-settings.ts'),
    import('../src/worker/served-jobs.ts'),
  ]);
  const clients = workerClients(config, aws, {
    onRenewalFailure: ({ message }) => print(mask(message, secrets)),
  });
  const asked = { address, jobType: jobTypesIn(config), tenantIds, lease: config.lease };
  const findings = await Promise.all([
    ...gateways.map((opened) => checkGateway(opened, asked)),
    checkDynamoDb(clients),
  ]);
  findings.push(...(await checkSecrets(jobSecrets, config)));
  for (const { ok, text } of findings) print(mask(`${ok ? 'ok    ' : 'FAILED'} ${text}`, secrets));
  for (const { gateway } of gateways) gateway.close();
  jobSecrets.close();
  clients.close();
  if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
}

async function run(hangUps: HangUps): Promise<void> {
  // The SDKs take most of a second to load: only here, for health checks are asked every half minute.
  const [{ operations }, { startWorker }] = await Promise.all([
    import('../src/operations/index.ts'),
    import('../src/worker/start.ts'),
  ]);
  const worker = await startWorker({ operations, env: process.env });
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) {
      worker.log.warn({ signal }, 'The worker stops at once');
      process.exit(1);
    }
    stopping = true;
    worker.log.info({ signal, activeJobs: worker.activeJobs }, 'The worker stops');
    const left = await worker.stop();
    process.exit(left > 0 ? 1 : 0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  hangUps.on(() => void worker.reload());
}

function help(): string {
  const lines = Object.values(settings).map(
    ({ name, initial, meaning }) => `  ${name.padEnd(43)}${meaning}${initial ? ` (${initial})` : ''}`,
  );
  return [
    'camunda-dynamodb-worker: does the DynamoDB tasks of BPMN processes, as a job worker of Camunda 8 (Zeebe).',
    '',
    'Usage: camunda-dynamodb-worker [--check | --health | --help | --version]',
    '       camunda-dynamodb-worker COMMAND …',
    'Without a command, it takes jobs until it is stopped.',
    '  --check    try the settings and connections once, then exit',
    '  --health   ask the worker that runs here with the same settings whether it lives, then exit: for health checks',
    '',
    'Commands need no cluster. camunda-dynamodb-worker help COMMAND tells more of one:',
    ...[...commands].map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}`),
    '',
    'Settings are environment variables. Its own, which may also stand in the file that DYNAMODB_WORKER_CONFIG_FILE names:',
    ...lines,
    '',
    'A setting that begins with ALLOW_, and READ_ONLY, may be set for one tenant: DYNAMODB_WORKER_ALLOW_TABLES__TENANT_<id>.',
    "The gateway's are those of @camunda8/sdk (ZEEBE_GRPC_ADDRESS, CAMUNDA_AUTH_STRATEGY, …), AWS's those of the AWS SDK (AWS_REGION, …).",
  ].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
