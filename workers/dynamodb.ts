#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { parseArgs } from 'node:util';
import { awsFaults } from '../src/worker/aws-settings.ts';
import { type Config, ConfigError, readConfig, settings } from '../src/worker/config.ts';
import type { Gateway } from '../src/zeebe/gateway.ts';

/** sysexits.h: something was found in an unconfigured or misconfigured state. */
const EX_CONFIG = 78;
/** Our defaults for settings of the SDK that suit a worker which must find its broker again soon. */
const GRPC_DEFAULTS = {
  GRPC_MAX_RECONNECT_BACKOFF_MS: 2_000,
  GRPC_KEEPALIVE_TIME_MS: 45_000,
  GRPC_KEEPALIVE_TIMEOUT_MS: 20_000,
};
/** AWS calls are tried so often, unless AWS's own settings say otherwise. */
const MAX_ATTEMPTS = 3;

async function main(): Promise<void> {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean' }, version: { type: 'boolean' }, check: { type: 'boolean' } },
    });
    if (values.help) return print(help());
    if (values.version) return print(version());
    const parts = await open();
    await (values.check ? check(parts) : run(parts));
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const wrongUse = error instanceof ConfigError || code?.startsWith('ERR_PARSE_ARGS') === true;
    process.stderr.write(
      `${wrongUse ? `The worker cannot start:\n${message.replace(/^/gm, '  ')}` : ((error as Error).stack ?? message)}\n`,
    );
    // At once: Node throws what a CommonJS module throws on import a second time, where nobody can catch it.
    process.exit(wrongUse ? EX_CONFIG : 1);
  }
}

interface Parts {
  readonly config: Config;
  readonly gateway: Gateway;
  readonly address: string;
  readonly longPoll: number;
  readonly tenantIds: readonly string[];
}

/** Reads all settings. @throws ConfigError with everything that is wrong with them */
async function open(): Promise<Parts> {
  const faults: string[] = [];
  const collect = async <T>(read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      faults.push(...(error instanceof ConfigError ? error.faults : [(error as Error).message]));
      return undefined;
    }
  };
  const config = await collect(async () => readConfig(process.env));
  faults.push(...awsFaults(process.env));
  const camunda = await collect(openCamunda);
  if (config === undefined || camunda === undefined || faults.length > 0) throw new ConfigError(faults);
  const tenantIds = config.tenantIds ?? [camunda.configuration.CAMUNDA_TENANT_ID ?? '<default>'];
  const longPoll = camunda.configuration.zeebeGrpcSettings.ZEEBE_GRPC_WORKER_LONGPOLL_SECONDS * 1_000;
  return { config, gateway: camunda.gateway, address: camunda.address, longPoll, tenantIds };
}

/** The SDK reads its environment variables when it is imported, and throws there when one cannot be used. */
async function openCamunda() {
  const [{ camundaConfiguration, gatewaySettings }, { openGateway }] = await Promise.all([
    import('../src/zeebe/settings.ts'),
    import('../src/zeebe/grpc.ts'),
  ]);
  const unset = Object.entries(GRPC_DEFAULTS).filter(([name]) => process.env[name] === undefined);
  const configuration = camundaConfiguration({
    zeebeGrpcSettings: Object.fromEntries(unset),
    // The SDK would write coloured lines between ours; what goes wrong is in our log all the same.
    ...(process.env.CAMUNDA_LOG_LEVEL === undefined && { CAMUNDA_LOG_LEVEL: 'none' }),
  });
  const settings = await gatewaySettings(configuration);
  return { configuration, address: settings.address, gateway: openGateway(settings) };
}

function awsSettings() {
  return { maxAttempts: process.env.AWS_MAX_ATTEMPTS === undefined ? MAX_ATTEMPTS : undefined, variables: process.env };
}

async function check({ gateway, address, config }: Parts): Promise<void> {
  const [{ checkDynamoDb, checkGateway }, { workerClients }] = await Promise.all([
    import('../src/worker/check.ts'),
    import('../src/worker/start.ts'),
  ]);
  const clients = workerClients(config, awsSettings(), ({ message }) => print(message));
  const findings = await Promise.all([checkGateway(gateway, address), checkDynamoDb(clients)]);
  for (const { ok, text } of findings) print(`${ok ? 'ok    ' : 'FAILED'} ${text}`);
  gateway.close();
  clients.close();
  if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
}

async function run(parts: Parts): Promise<void> {
  const { config, gateway, address } = parts;
  const [{ startWorker }, { openLog }, { serveHealth }] = await Promise.all([
    import('../src/worker/start.ts'),
    import('../src/worker/log.ts'),
    import('../src/worker/health.ts'),
  ]);
  const log = await openLog(config.logLevel, process.stdout.isTTY === true);
  const name = config.workerName ?? `camunda-dynamodb-worker ${hostname()}`;
  let stopping = false;
  let worker: ReturnType<typeof startWorker> | undefined;
  const health = await serveHealth(config.httpHost, config.httpPort, () => ({
    ready: !stopping && gateway.connected && worker?.failing === false,
    activeJobs: worker?.active ?? 0,
  })).catch((error: Error) => {
    throw new ConfigError([`DYNAMODB_WORKER_HTTP_HOST, DYNAMODB_WORKER_HTTP_PORT: ${error.message}`]);
  });
  worker = startWorker(config, {
    ...parts,
    log,
    name,
    aws: awsSettings(),
    secret: (secret) => process.env[config.secretPrefix + secret],
  });
  log.info(
    {
      version: version(),
      name,
      jobType: config.jobType,
      gateway: address,
      maxJobs: config.maxJobs,
      httpPort: health.port,
    },
    'The worker has started',
  );

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) {
      log.warn({ signal }, 'The worker stops at once');
      process.exit(1);
    }
    stopping = true;
    log.info({ signal, activeJobs: worker.active }, 'The worker stops');
    const left = await worker.stop(config.stopTimeout);
    worker.close();
    gateway.close();
    health.close();
    if (left > 0)
      log.error({ left }, 'Some jobs could not be reported; Zeebe hands them out again when their lock ends');
    else log.info('The worker has stopped');
    process.exit(left > 0 ? 1 : 0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
}

function version(): string {
  for (const path of ['../package.json', '../../package.json']) {
    const url = new URL(path, import.meta.url);
    if (existsSync(url)) return (JSON.parse(readFileSync(url, 'utf8')) as { version: string }).version;
  }
  return 'unknown';
}

function help(): string {
  const lines = Object.values(settings).map(
    ({ name, initial, meaning }) => `  ${name.padEnd(43)}${meaning}${initial ? ` (${initial})` : ''}`,
  );
  return [
    'camunda-dynamodb-worker: does the DynamoDB tasks of BPMN processes, as a job worker of Camunda 8 (Zeebe).',
    '',
    'Usage: camunda-dynamodb-worker [--check | --help | --version]',
    '  --check    try the settings and connections once, then exit',
    '',
    'Settings are environment variables. Its own:',
    ...lines,
    '',
    'A setting that begins with ALLOW_, and READ_ONLY, may be set for one tenant: DYNAMODB_WORKER_ALLOW_TABLES__TENANT_<id>.',
    "The gateway's are those of @camunda8/sdk (ZEEBE_GRPC_ADDRESS, CAMUNDA_AUTH_STRATEGY, …), AWS's those of the AWS SDK (AWS_REGION, …).",
  ].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
