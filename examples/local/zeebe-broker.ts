import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { answers, type Child, removingAtEnd, startChild } from './child.ts';
import { findJdk, javaCommand } from './java.ts';
import { quickStart } from './jvm.ts';
import { freePorts } from './ports.ts';
import { readRecords, type ZeebeRecord } from './records.ts';
import { installBroker } from './zeebe-install.ts';

/** The ports of a broker, all of the loopback address. */
export interface BrokerPorts {
  gateway: number;
  rest: number;
  management: number;
  records: number;
  command: number;
  internal: number;
}

/** How to start a broker; what is left out is chosen by `startBroker`. */
export interface BrokerOptions {
  /** Where its state lives; without one it lives in a temporary folder that goes with the broker. */
  dataDirectory?: string;
  ports?: BrokerPorts;
  /** Whether `addTime` works; true unless told. */
  clockControlled?: boolean;
  /** The JVM's heap in megabytes; 256 unless told. */
  heap?: number;
  onProgress?: (text: string) => void;
}

/** Where a running broker is reached: plain data, to be handed from one process to another. */
export interface BrokerAddresses {
  grpcAddress: string;
  restAddress: string;
  managementAddress: string;
  recordsAddress: string;
}

/** What else can be asked of a running broker. */
export interface BrokerControl {
  /** The events since its start that it has exported, of one type or of all, after a position; they lag by some ms. */
  records(type?: string, after?: number): Promise<ZeebeRecord[]>;
  /** Moves its clock forward: timers, retry back-offs and job timeouts come due. */
  addTime(milliseconds: number): Promise<void>;
}

/** A running broker. To go on after `stop` or `kill`, start one with the same data directory and ports. */
export interface Broker extends BrokerAddresses, BrokerControl, Child {
  ports: BrokerPorts;
}

/** Starts a Zeebe broker on this machine and returns when it takes requests; the first time it is fetched by Maven. */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { ports = await choosePorts(), clockControlled = true, heap = 256, onProgress = () => {} } = options;
  const java = await findJdk(21);
  const { args, exporter } = await installBroker(java, onProgress);
  const addresses = addressesOf(ports);
  const start = async (jvmOptions: string[], dataDirectory?: string): Promise<Child> => {
    const data = dataDirectory ?? (await mkdtemp(join(tmpdir(), 'zeebe-broker-')));
    await mkdir(data, { recursive: true });
    const child = await startChild({
      name: 'The Zeebe broker',
      command: javaCommand(java, 'java'),
      args: [`-Xmx${heap}m`, `-Dapp.home=${data}`, ...jvmOptions, ...args],
      environment: { ...ownEnvironment(), ...settings(data, ports, clockControlled) },
      logFile: join(data, 'broker.log'),
      isReady: () => isReady(addresses),
    });
    return dataDirectory ? child : removingAtEnd(child, data);
  };
  const jvmOptions = await quickStart(java, exporter, (trialOptions) => {
    onProgress('Preparing the Zeebe broker for quick starts (once)');
    return start(trialOptions);
  });
  onProgress('Starting the Zeebe broker');
  const child = await start(jvmOptions, options.dataDirectory && resolve(options.dataDirectory));
  return { ...addresses, ...brokerControl(addresses), ports, ...child };
}

/** The control of a broker that some process has started. */
export function brokerControl({ managementAddress, recordsAddress }: BrokerAddresses): BrokerControl {
  return {
    records: (type, after) => readRecords(recordsAddress, type, after),
    async addTime(milliseconds) {
      const response = await fetch(`${managementAddress}/actuator/clock/add`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ offsetMilli: milliseconds }),
      });
      if (!response.ok) throw new Error(`Moving the broker's clock: HTTP ${response.status} ${await response.text()}`);
    },
  };
}

async function isReady({ managementAddress, recordsAddress }: BrokerAddresses): Promise<boolean> {
  const healthy = await answers(`${managementAddress}/actuator/health/readiness`, 200);
  return healthy && answers(`${recordsAddress}/records?type=NONE`, 200);
}

async function choosePorts(): Promise<BrokerPorts> {
  const [gateway = 0, rest = 0, management = 0, records = 0, command = 0, internal = 0] = await freePorts(6);
  return { gateway, rest, management, records, command, internal };
}

function addressesOf({ gateway, rest, management, records }: BrokerPorts): BrokerAddresses {
  return {
    grpcAddress: `grpc://127.0.0.1:${gateway}`,
    restAddress: `http://127.0.0.1:${rest}`,
    managementAddress: `http://127.0.0.1:${management}`,
    recordsAddress: `http://127.0.0.1:${records}`,
  };
}

/** The environment without what would configure the broker behind our back, such as a user's own ZEEBE_ settings. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(ZEEBE|CAMUNDA|SPRING|SERVER|MANAGEMENT|LOGGING)_/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function settings(data: string, ports: BrokerPorts, clockControlled: boolean): NodeJS.ProcessEnv {
  const loopback = '127.0.0.1';
  return {
    SPRING_PROFILES_ACTIVE: 'broker',
    SERVER_ADDRESS: loopback,
    SERVER_PORT: String(ports.rest),
    MANAGEMENT_SERVER_ADDRESS: loopback,
    MANAGEMENT_SERVER_PORT: String(ports.management),
    ZEEBE_BROKER_NETWORK_HOST: loopback,
    ZEEBE_BROKER_GATEWAY_NETWORK_PORT: String(ports.gateway),
    ZEEBE_BROKER_NETWORK_COMMANDAPI_PORT: String(ports.command),
    ZEEBE_BROKER_NETWORK_INTERNALAPI_PORT: String(ports.internal),
    ZEEBE_BROKER_DATA_DIRECTORY: data,
    ZEEBE_BROKER_DATA_LOGSEGMENTSIZE: '16MB',
    ZEEBE_BROKER_DATA_DISK_ENABLEMONITORING: 'false',
    ZEEBE_BROKER_EXPERIMENTAL_RAFT_PREALLOCATESEGMENTFILES: 'false',
    ZEEBE_BROKER_EXPERIMENTAL_ROCKSDB_MEMORYLIMIT: '32MB',
    ZEEBE_BROKER_THREADS_CPUTHREADCOUNT: '1',
    ZEEBE_BROKER_THREADS_IOTHREADCOUNT: '1',
    ZEEBE_BROKER_EXPORTERS_RECORDS_CLASSNAME: 'RecordsExporter',
    ZEEBE_BROKER_EXPORTERS_RECORDS_ARGS_PORT: String(ports.records),
    ZEEBE_CLOCK_CONTROLLED: String(clockControlled),
  };
}
