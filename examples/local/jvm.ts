import { dirname, join, relative } from 'node:path';
import { cacheDirectory, cached } from './cache.ts';
import type { Child } from './child.ts';
import type { Java } from './java.ts';

const small = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:+ExitOnOutOfMemoryError'];

/**
 * Options of a small JVM that reads its classes from an archive beside the jar, which takes a third of the time to start.
 * The first time, a trial run writes that archive as it stops: it holds for this Java and these jars only.
 */
export async function quickStart(
  java: Java,
  jar: string,
  trial: (options: string[]) => Promise<Child>,
): Promise<string[]> {
  const name = join(relative(cacheDirectory, dirname(jar)), `classes-java-${java.version}`);
  const folder = await cached(name, async (directory) => {
    const child = await trial([...small, `-XX:ArchiveClassesAtExit=${join(directory, 'classes.jsa')}`]);
    await child.stop();
  });
  return [...small, `-XX:SharedArchiveFile=${join(folder, 'classes.jsa')}`];
}
