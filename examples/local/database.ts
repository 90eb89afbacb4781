import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers, type Child, removingAtEnd, startChild } from './child.ts';
import { freePort } from './ports.ts';

/** A DynamoDB of this machine's own, empty at its start and gone at its end. */
export interface Database extends Child {
  endpoint: string;
}

/** Starts a program that serves DynamoDB at a port it is given, and returns when it answers. */
export async function startDatabase(
  name: string,
  command: string,
  argsFor: (port: number) => readonly string[],
): Promise<Database> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const directory = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  const child = await startChild({
    name,
    command,
    args: argsFor(port),
    logFile: join(directory, 'database.log'),
    isReady: () => answers(endpoint),
  });
  return { endpoint, ...removingAtEnd(child, directory) };
}
