import { compiled } from './compiled.ts';
import { type Database, startDatabase } from './database.ts';

/** Starts dynalite, which needs no Java and is ready at once, but has no transactions, PartiQL or time to live. */
export async function startDynalite(): Promise<Database> {
  const server = await compiled(new URL('dynalite-server.ts', import.meta.url));
  return startDatabase('dynalite', process.execPath, (port) => [server, String(port)]);
}
