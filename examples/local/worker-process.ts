import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { answers, type Child, startChild } from './child.ts';
import { compiledWithPackages } from './compiled.ts';
import { freePort } from './ports.ts';

/** A worker in a process of its own. */
export interface WorkerProcess extends Child {
  /** The address of its `/healthz` and `/readyz`. */
  readonly address: string;
}

const source = new URL('../../workers/dynamodb.ts', import.meta.url);
const built = new URL('../../dist/workers/dynamodb.js', import.meta.url);

/**
 * Starts the worker as an operator would, and returns when it takes jobs.
 * @param settings environment variables, in addition to this process's own
 * @param from `source` compiles the TypeScript as it is, with its packages; `built` runs what `npm run build` has made
 * @param nodeOptions further options of Node, such as those of V8
 */
export async function startWorkerProcess(
  settings: NodeJS.ProcessEnv,
  logFile: string,
  from: 'source' | 'built',
  nodeOptions: readonly string[] = [],
): Promise<WorkerProcess> {
  if (from === 'built' && !existsSync(built)) throw new Error('The worker is not built; run `npm run build`.');
  const program = from === 'built' ? fileURLToPath(built) : await compiledWithPackages(source);
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const child = await startChild({
    name: 'The worker',
    command: process.execPath,
    args: [...nodeOptions, program],
    environment: {
      ...process.env,
      CAMUNDA_AUTH_STRATEGY: 'NONE',
      DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
      DYNAMODB_WORKER_HTTP_PORT: String(port),
      ...settings,
    },
    logFile,
    isReady: () => answers(`${address}/readyz`, 200),
  });
  return { ...child, address };
}
