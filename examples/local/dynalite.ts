import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Database, startDatabase } from './database.ts';

/** Starts dynalite, which needs no Java and is ready at once, but has no transactions, PartiQL or time to live. */
export function startDynalite(): Promise<Database> {
  const typescript = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const server = fileURLToPath(new URL('dynalite-server.ts', import.meta.url));
  return startDatabase('dynalite', process.execPath, (port) => ['--import', typescript, server, String(port)]);
}
