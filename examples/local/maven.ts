import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cached } from './cache.ts';
import { runCommand } from './command.ts';
import { type Java, javaCommand } from './java.ts';

const windows = process.platform === 'win32';
const names = windows ? ['mvn.cmd', 'mvn.exe'] : ['mvn'];

/** Runs Maven, of MAVEN_HOME or PATH, in a folder. */
export async function runMaven(java: Java, cwd: string, args: readonly string[]): Promise<void> {
  const environment = { ...process.env, JAVA_HOME: java.home };
  const command = findMaven();
  const all = ['-B', '-q', ...args];
  // Windows starts a .cmd file only by way of its shell.
  if (windows) await runCommand('cmd.exe', ['/d', '/c', command, ...all], { cwd, environment });
  else await runCommand(command, all, { cwd, environment });
}

/** The path of Maven's command, of MAVEN_HOME or PATH. */
export function findMaven(environment: NodeJS.ProcessEnv = process.env): string {
  const home = environment.MAVEN_HOME ? [join(environment.MAVEN_HOME, 'bin')] : [];
  const folders = [...home, ...(environment.PATH ?? environment.Path ?? '').split(delimiter)];
  const command = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (command) return command;
  throw new Error(
    'Maven fetches the engine on first use, and neither MAVEN_HOME nor PATH leads to it.\n' +
      'Install it, for example by `apt install maven`, `brew install maven` or `sdk install maven`.',
  );
}

/** Compiles Java files against a class path into a jar, kept until one of the files changes. */
export async function compileJar(
  java: Java,
  name: string,
  sources: readonly string[],
  classPath: string,
): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(await readFile(source));
  const folder = await cached(`${name}-${hash.digest('hex').slice(0, 8)}`, async (directory) => {
    const classes = join(directory, 'classes');
    await mkdir(classes);
    const options = ['--release', '21', '-proc:none', '-nowarn', '-cp', classPath, '-d', classes];
    await runCommand(javaCommand(java, 'javac'), [...options, ...sources]);
    await runCommand(javaCommand(java, 'jar'), ['cf', join(directory, `${name}.jar`), '-C', classes, '.']);
  });
  return join(folder, `${name}.jar`);
}
