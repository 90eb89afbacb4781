import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from '../../examples/local/cache.ts';
import { answers, type Child, removingAtEnd, startChild } from '../../examples/local/child.ts';
import { findJdk, type Java, javaCommand } from '../../examples/local/java.ts';
import { quickStart } from '../../examples/local/jvm.ts';
import { compileJar, runMaven } from '../../examples/local/maven.ts';
import { freePorts } from '../../examples/local/ports.ts';
import { readRecords } from '../../examples/local/records.ts';
import type { BrokerControl } from '../../examples/local/zeebe-broker.ts';

/** A running in-memory engine: a newer Zeebe than the broker, that keeps nothing and never long-polls. */
export interface InMemoryEngine extends BrokerControl, Child {
  grpcAddress: string;
}

const version = '8.8.21';
const sources = ['InMemoryEngine.java', '../../examples/local/RecordsServer.java'];
const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Starts Zeebe's in-memory engine and returns when it takes requests; the first time it is fetched by Maven. */
export async function startInMemoryEngine(): Promise<InMemoryEngine> {
  const java = await findJdk(21);
  const { libraries, main } = await installEngine(java);
  const classPath = [libraries, main].join(delimiter);
  const [gateway = 0, control = 0] = await freePorts(2);
  const controlAddress = `http://127.0.0.1:${control}`;
  const start = async (jvmOptions: string[]): Promise<Child> => {
    const directory = await mkdtemp(join(tmpdir(), 'zeebe-in-memory-'));
    const child = await startChild({
      name: 'The in-memory engine',
      command: javaCommand(java, 'java'),
      args: ['-Xmx512m', ...jvmOptions, '-cp', classPath, 'InMemoryEngine', String(gateway), String(control)],
      logFile: join(directory, 'engine.log'),
      isReady: () => answers(`${controlAddress}/records`, 200),
    });
    return removingAtEnd(child, directory);
  };
  const child = await start(await quickStart(java, main, start));
  return {
    grpcAddress: `grpc://127.0.0.1:${gateway}`,
    ...child,
    records: (type, after) => readRecords(controlAddress, type, after),
    async addTime(milliseconds) {
      const response = await fetch(`${controlAddress}/time?ms=${milliseconds}`, { method: 'POST' });
      if (!response.ok) throw new Error(`Moving the engine's clock: HTTP ${response.status}`);
    },
  };
}

async function installEngine(java: Java): Promise<{ libraries: string; main: string }> {
  const folder = await cached(`in-memory-engine-${version}`, async (directory) => {
    const pom = pathOf('in-memory-engine.pom.xml');
    const options = [`-Dengine.version=${version}`, '-DincludeScope=runtime', `-DoutputDirectory=${directory}`];
    await runMaven(java, directory, ['-f', pom, 'dependency:copy-dependencies', ...options]);
  });
  const libraries = join(folder, '*');
  const main = await compileJar(java, 'in-memory-engine-main', sources.map(pathOf), libraries);
  return { libraries, main };
}
