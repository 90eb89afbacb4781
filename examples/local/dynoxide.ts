import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { type Database, startDatabase } from './database.ts';

/** Where to look for dynoxide; the defaults are this process' environment and what npm has installed. */
export interface DynoxidePlaces {
  environment?: NodeJS.ProcessEnv;
  npmPackages?: readonly string[];
}

const executable = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';

/** Starts dynoxide in memory: a DynamoDB in one program, with transactions, PartiQL and time to live. */
export function startDynoxide(): Promise<Database> {
  return startDatabase('dynoxide', findDynoxide(), (port) => ['--host', '127.0.0.1', '--port', String(port)]);
}

/**
 * The path of dynoxide: that of DYNOXIDE, else that of its npm package, else that on the PATH.
 * Throws an error that says how to get it.
 */
export function findDynoxide(places: DynoxidePlaces = {}): string {
  const { environment = process.env, npmPackages = ['@dynoxide/linux-x64'] } = places;
  const given = environment.DYNOXIDE;
  if (given) {
    if (!existsSync(given))
      throw new Error(`DYNOXIDE: expected the path of dynoxide, got ${given}, which is not there`);
    return given;
  }
  const onPath = (environment.PATH ?? '').split(delimiter).map((directory) => join(directory, executable));
  const found = [...npmPackages.flatMap(executableOf), ...onPath].find((path) => existsSync(path));
  if (found) return found;
  throw new Error(
    `dynoxide, a DynamoDB for tests, is missing: npm has it for Linux on x64 only, and this is ${process.platform} on ${process.arch}.\n` +
      'Build it with `cargo install dynoxide-rs`, which puts it on the PATH, or set DYNOXIDE to where it is.\n' +
      'The tests also take any other DynamoDB: set DYNAMODB_ENDPOINT to its address, like http://127.0.0.1:8000.',
  );
}

/** Found from the folder that has it as an optional dependency. */
function executableOf(npmPackage: string): string[] {
  const require = createRequire(new URL('dynoxide/package.json', import.meta.url));
  return (require.resolve.paths(npmPackage) ?? []).map((folder) => join(folder, npmPackage, executable));
}
