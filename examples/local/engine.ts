import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from './cache.ts';
import { answers, type Child, removingAtEnd, startChild } from './child.ts';
import { type GatewayAccess, openGatewayAccess } from './gateway-access.ts';
import { findJdk, type Java, javaCommand } from './java.ts';
import { quickStart } from './jvm.ts';
import { compileJar, runMaven } from './maven.ts';
import { freePorts } from './ports.ts';
import { type RecordQuery, readRecords, type ZeebeRecord } from './records.ts';

/** Zeebe's in-memory engine, as released for tests of processes. */
const version = '8.8.21';
const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.9.0';

/** The ports of an engine, both of the loopback address. */
export interface EnginePorts {
  readonly gateway: number;
  readonly control: number;
}

/** How to start an engine; what is left out is chosen by `startEngine`. */
export interface EngineOptions {
  readonly ports?: EnginePorts;
  /** The JVM's heap in megabytes; 512 without it. The engine keeps its whole log there, for ever. */
  readonly heap?: number;
  /** Where its folder is made, with its log; that for temporary files without it. */
  readonly folder?: string;
  readonly onProgress?: (text: string) => void;
}

/** What else than its gateway an engine offers that was started here. */
export interface EngineControl {
  /** The events of its log. */
  records(query?: RecordQuery): Promise<ZeebeRecord[]>;
  /** Moves its clock forward: timers, retry back-offs and job timeouts come due. */
  addTime(milliseconds: number): Promise<void>;
}

/** A running engine. It keeps nothing over its end, never holds a poll open, and ignores the variables of a failed job. */
export interface Engine extends EngineControl, Child {
  readonly gateway: GatewayAccess;
  /** Where `engineControl` finds it. */
  readonly controlAddress: string;
  readonly ports: EnginePorts;
}

/** What all engines of a machine use. */
interface Prepared {
  readonly java: Java;
  readonly classPath: string;
  readonly jvmOptions: readonly string[];
}

/**
 * Makes what all engines of this machine use, and keeps it: the engine is fetched by Maven, and its start is recorded.
 * @throws Error that says what is missing, such as a JDK
 */
export async function prepareEngine(onProgress: (text: string) => void = () => {}): Promise<Prepared> {
  const java = await findJdk(21);
  const { libraries, main } = await installEngine(java, onProgress);
  const classPath = [libraries, main].join(delimiter);
  const jvmOptions = await quickStart(java, main, async (trialOptions) => {
    onProgress('Preparing the engine for quick starts (once)');
    return launch({ java, classPath, jvmOptions: trialOptions }, { ports: await choosePorts() });
  });
  return { java, classPath, jvmOptions };
}

/** Starts Zeebe's in-memory engine and returns when it takes requests; the first time it is fetched by Maven. */
export async function startEngine({ onProgress = () => {}, ...options }: EngineOptions = {}): Promise<Engine> {
  const prepared = await prepareEngine(onProgress);
  const { ports = await choosePorts() } = options;
  onProgress('Starting the engine');
  const child = await launch(prepared, { ...options, ports });
  const gateway = openGatewayAccess(`grpc://127.0.0.1:${ports.gateway}`);
  const controlAddress = addressOf(ports);
  return { gateway, controlAddress, ports, ...engineControl(controlAddress), ...child };
}

const addressOf = ({ control }: EnginePorts) => `http://127.0.0.1:${control}`;

async function launch(
  { java, classPath, jvmOptions }: Prepared,
  { ports, heap = 512, folder = tmpdir() }: EngineOptions & { readonly ports: EnginePorts },
): Promise<Child> {
  const directory = await mkdtemp(join(folder, 'zeebe-engine-'));
  const child = await startChild({
    name: "Zeebe's in-memory engine",
    command: javaCommand(java, 'java'),
    args: [`-Xmx${heap}m`, ...jvmOptions, '-cp', classPath, 'Engine', String(ports.gateway), String(ports.control)],
    logFile: join(directory, 'engine.log'),
    isReady: () => answers(`${addressOf(ports)}/records?type=NONE`, 200),
  });
  return removingAtEnd(child, directory);
}

/** The control of an engine that some process has started. */
export function engineControl(controlAddress: string): EngineControl {
  return {
    records: (query) => readRecords(controlAddress, query),
    async addTime(milliseconds) {
      const response = await fetch(`${controlAddress}/time?ms=${milliseconds}`, { method: 'POST' });
      if (!response.ok) throw new Error(`Moving the engine's clock: HTTP ${response.status}`);
    },
  };
}

async function choosePorts(): Promise<EnginePorts> {
  const [gateway = 0, control = 0] = await freePorts(2);
  return { gateway, control };
}

async function installEngine(
  java: Java,
  onProgress: (text: string) => void,
): Promise<{ libraries: string; main: string }> {
  const folder = await cached(`zeebe-engine-${version}`, async (directory) => {
    onProgress(`Fetching Zeebe's in-memory engine ${version} by Maven (41 MB in 100 files, once)`);
    const options = [`-Dengine.version=${version}`, '-DincludeScope=runtime', `-DoutputDirectory=${directory}`];
    await runMaven(java, directory, [
      '-f',
      beside('engine.pom.xml'),
      `${dependencyPlugin}:copy-dependencies`,
      ...options,
    ]);
  });
  const libraries = join(folder, '*');
  const main = await compileJar(java, 'zeebe-engine-main', [beside('Engine.java')], libraries);
  return { libraries, main };
}

function beside(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
