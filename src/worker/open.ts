import type { CamundaPlatform8Configuration } from '@camunda8/sdk/dist/lib/index.js';
import { maskOf } from '../connection/mask.ts';
import { byId } from '../operation/by-id.ts';
import type { Operation } from '../operation/operation.ts';
import { tracingFaults } from '../tracing/wanted.ts';
import type { Gateway } from '../zeebe/gateway.ts';
import { operationFaults } from './allowed-operations.ts';
import { awsFaults } from './aws-settings.ts';
import { ConfigError, loadConfig } from './config.ts';
import type { AwsSettings } from './job-settings.ts';
import { secretsOf } from './secret-variables.ts';
import { openSecrets, type WorkerSecrets } from './secrets.ts';
import { jobTypeFaults } from './served-jobs.ts';
import type { Config } from './settings.ts';
import type { OpenedGateway } from './sources.ts';

/** Variables by name: an environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the settings say of jobs, wherever they come from. */
export interface ReadSettings {
  readonly config: Config;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly aws: AwsSettings;
  /** Texts of the environment that no message may show. */
  readonly secrets: readonly string[];
}

/** What the settings say, and the gateways and places of secrets that they name. */
interface OpenedSettings extends ReadSettings {
  readonly jobSecrets: WorkerSecrets;
  /** One for each physical tenant. */
  readonly gateways: readonly OpenedGateway[];
  /** Where the gateway is. */
  readonly address: string;
  /** How long one poll waits for jobs, in milliseconds. */
  readonly longPoll: number;
  /** If undefined, the tenants to which the worker is assigned. */
  readonly tenantIds: readonly string[] | undefined;
}

/** Our defaults for settings of Camunda's SDK, so that a worker finds its gateway again soon. */
const GRPC_DEFAULTS: Readonly<Record<string, number>> = {
  GRPC_MAX_RECONNECT_BACKOFF_MS: 2_000,
  GRPC_KEEPALIVE_TIME_MS: 45_000,
  GRPC_KEEPALIVE_TIMEOUT_MS: 20_000,
};
/** How often one AWS call is tried, unless AWS's own settings decide. */
const MAX_ATTEMPTS = 3;

/** Reads settings one by one, and gathers what is wrong with them. */
function gatherFaults() {
  const faults: string[] = [];
  const collect = async <T>(read: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      faults.push(...(error instanceof ConfigError ? error.faults : [(error as Error).message]));
      return undefined;
    }
  };
  return { faults, collect };
}

/** Makes the error of settings that are wrong. It shows no secret. */
function wrongSettings(faults: readonly string[], secrets: readonly string[]): ConfigError {
  const mask = maskOf(secrets);
  return new ConfigError(faults.map((fault) => mask(fault)));
}

/** Reads the settings that need no gateway, as far as they can be read. Adds what is wrong to `gathered`. */
async function readWhatThereIs(
  operations: readonly Operation[],
  env: Variables,
  { faults, collect }: ReturnType<typeof gatherFaults>,
) {
  const known = await collect(() => byId(operations));
  const config = await collect(() => loadConfig(env));
  faults.push(...(await awsFaults(env)));
  const aws: AwsSettings = {
    maxAttempts: env.AWS_MAX_ATTEMPTS === undefined ? MAX_ATTEMPTS : undefined,
    variables: env,
  };
  return { operations: known, config, aws, secrets: secretsOf(env) };
}

/**
 * Reads the settings that jobs need. Those of the gateway may be wrong, or not there.
 * @throws ConfigError that names everything that is wrong
 */
export async function readSettings(operations: readonly Operation[], env: Variables): Promise<ReadSettings> {
  const gathered = gatherFaults();
  const { operations: known, config, ...read } = await readWhatThereIs(operations, env, gathered);
  if (known === undefined || config === undefined || gathered.faults.length > 0)
    throw wrongSettings(gathered.faults, read.secrets);
  return { ...read, operations: known, config };
}

/**
 * Reads all settings, and opens the gateways. They connect with the first call.
 * @throws ConfigError that names everything that is wrong
 */
export async function openSettings(operations: readonly Operation[], env: Variables): Promise<OpenedSettings> {
  const gathered = gatherFaults();
  const { operations: known, config, aws, secrets } = await readWhatThereIs(operations, env, gathered);
  gathered.faults.push(...tracingFaults(env));
  if (known && config) gathered.faults.push(...operationFaults(config, known, env), ...jobTypeFaults(config));
  const camunda = await gathered.collect(() =>
    openCamunda(env, transportOf(env, config), secrets, config?.physicalTenants),
  );
  const jobSecrets = config && (await gathered.collect(() => openSecrets(config, aws)));
  const isWhole = known && config && jobSecrets && camunda && gathered.faults.length === 0;
  if (!isWhole) {
    for (const { gateway } of camunda?.gateways ?? []) gateway.close();
    jobSecrets?.close();
    throw wrongSettings(gathered.faults, secrets);
  }
  const { gateways, address, configuration } = camunda;
  return {
    config,
    operations: known,
    jobSecrets,
    gateways,
    address,
    longPoll: configuration.zeebeGrpcSettings.ZEEBE_GRPC_WORKER_LONGPOLL_SECONDS * 1_000,
    tenantIds: config.tenantIds ?? tenantOf(env.CAMUNDA_TENANT_ID),
    secrets,
    aws,
  };
}

type Transport = NonNullable<Config['transport']>;

/** Gives what carries the calls to the gateway, also where other settings are wrong. */
function transportOf(env: Variables, config: Config | undefined): Transport {
  if (config?.transport !== undefined) return config.transport;
  return env.ZEEBE_REST_ADDRESS && !env.ZEEBE_GRPC_ADDRESS && !env.ZEEBE_ADDRESS ? 'rest' : 'grpc';
}

/**
 * Opens the gateways. Imports Camunda's SDK here only, because the SDK reads the process's variables when it is imported, and
 * throws there when one cannot be used.
 */
async function openCamunda(
  env: Variables,
  transport: Transport,
  secrets: readonly string[],
  physicalTenants: readonly string[] | undefined,
) {
  const { camundaConfiguration, settingsAmong } = await import('../zeebe/settings.ts');
  const { zeebeGrpcSettings, ...settings } = settingsAmong(env);
  const configuration = camundaConfiguration({
    // The SDK would write coloured lines between ours. Our own log has what goes wrong all the same.
    CAMUNDA_LOG_LEVEL: 'none',
    ...settings,
    zeebeGrpcSettings: { ...GRPC_DEFAULTS, ...zeebeGrpcSettings },
  });
  const { address, open } = await (transport === 'rest' ? byRest(configuration, env) : byGrpc(configuration, env));
  const gateways = (physicalTenants ?? [undefined]).map((physicalTenantId) => ({
    physicalTenantId,
    gateway: open(physicalTenantId, secrets),
  }));
  return { configuration, address, gateways };
}

/** The way to the gateways of all physical tenants. */
interface Carrier {
  readonly address: string;
  open(physicalTenantId: string | undefined, secrets: readonly string[]): Gateway;
}

async function byGrpc(configuration: CamundaPlatform8Configuration, env: Variables): Promise<Carrier> {
  const [{ grpcSettings }, { openGrpcGateway }] = await Promise.all([
    import('../zeebe/grpc-settings.ts'),
    import('../zeebe/grpc.ts'),
  ]);
  const settings = await grpcSettings(configuration, undefined, env);
  return {
    address: settings.url,
    open: (physicalTenantId, secrets) => openGrpcGateway({ ...settings, physicalTenantId }, secrets),
  };
}

async function byRest(configuration: CamundaPlatform8Configuration, env: Variables): Promise<Carrier> {
  const [{ restSettings }, { openRestGateway }] = await Promise.all([
    import('../zeebe/rest-settings.ts'),
    import('../zeebe/rest.ts'),
  ]);
  const settings = await restSettings(configuration, env);
  return {
    address: settings.address,
    open: (physicalTenantId, secrets) => openRestGateway({ ...settings, physicalTenantId }, secrets),
  };
}

/** The SDK's tenant, if one is set. Not that of its configuration, which has the default tenant otherwise. */
function tenantOf(set: string | undefined): readonly string[] | undefined {
  return set ? [set] : undefined;
}
