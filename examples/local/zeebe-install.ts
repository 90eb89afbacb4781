import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cached } from './cache.ts';
import type { Java } from './java.ts';
import { compileJar, runMaven } from './maven.ts';

const version = '8.6.0';
const sources = ['RecordsExporter.java', 'RecordsServer.java'];

/** The arguments that make a JVM run the installed broker, and the jar in them that was compiled for it. */
export interface BrokerProgram {
  args: string[];
  exporter: string;
}

/** Fetches the broker by Maven when the cache has none, and compiles the exporter that lets its records be read. */
export async function installBroker(java: Java, onProgress: (text: string) => void): Promise<BrokerProgram> {
  const folder = await cached(`zeebe-broker-${version}`, async (directory) => {
    onProgress(`Fetching the Zeebe broker ${version} by Maven (299 MB, once)`);
    const artifact = `io.camunda:camunda-zeebe:${version}:tar.gz`;
    await runMaven(java, directory, ['dependency:unpack', `-Dartifact=${artifact}`, `-DoutputDirectory=${directory}`]);
  });
  const home = join(folder, `camunda-zeebe-${version}`);
  const api = ['zeebe-exporter-api', 'zeebe-protocol'].map((name) => join(home, 'lib', `${name}-${version}.jar`));
  const files = sources.map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const exporter = await compileJar(java, 'records-exporter', files, api.join(delimiter));
  return {
    exporter,
    args: [
      // The broker's own script also puts the folder `config` on the class path, which rules out an archive of classes.
      ...['-cp', [join(home, 'lib', '*'), exporter].join(delimiter)],
      `-Dspring.config.additional-location=file:${join(home, 'config', 'application.yaml')}`,
      `-Dlog4j.configurationFile=${join(home, 'config', 'log4j2.xml')}`,
      'io.camunda.application.StandaloneBroker',
    ],
  };
}
