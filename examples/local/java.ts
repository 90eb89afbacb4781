import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runCommand } from './command.ts';

/** An installed Java: its folder, its version and whether it can compile. */
export interface Java {
  home: string;
  version: string;
  major: number;
  compiles: boolean;
}

/** Where to look for Java; the defaults are this machine's environment and usual folders. */
export interface JavaPlaces {
  environment?: NodeJS.ProcessEnv;
  folders?: readonly string[];
}

const suffix = process.platform === 'win32' ? '.exe' : '';
const programFiles = process.env.ProgramFiles ?? 'C:\\Program Files';

const usualFolders =
  process.platform === 'win32'
    ? ['Java', 'Eclipse Adoptium', 'Microsoft', 'Amazon Corretto', 'Zulu'].map((vendor) => join(programFiles, vendor))
    : [
        '/usr/lib/jvm',
        '/usr/java',
        '/opt/java',
        '/Library/Java/JavaVirtualMachines',
        '/opt/homebrew/opt',
        '/usr/local/opt',
        join(homedir(), '.sdkman/candidates/java'),
        join(homedir(), '.jdks'),
      ];

/**
 * A Java of at least that major version: that of JAVA_HOME, else of PATH, else the newest in the usual folders.
 * Throws an error that names every Java that was found and how to get one that fits.
 */
export async function findJava(minimum: number, places: JavaPlaces = {}): Promise<Java> {
  return find(minimum, false, places);
}

/** Like `findJava`, for a Java with its compiler. */
export async function findJdk(minimum: number, places: JavaPlaces = {}): Promise<Java> {
  return find(minimum, true, places);
}

/** The path of one of a Java's own commands, such as `java` or `javac`. */
export function javaCommand(java: Pick<Java, 'home'>, name: string): string {
  return join(java.home, 'bin', name + suffix);
}

async function find(minimum: number, compiler: boolean, places: JavaPlaces): Promise<Java> {
  const { environment = process.env, folders = usualFolders } = places;
  const fits = (java: Java) => java.major >= minimum && (java.compiles || !compiler);
  const found: Java[] = [];
  for (const home of chosenHomes(environment)) {
    const java = await inspect(home);
    if (java && fits(java)) return java;
    if (java) found.push(java);
  }
  const installed = (await Promise.all(folders.flatMap(homesIn).map(inspect))).filter((java) => java !== undefined);
  const newest = installed.filter(fits).sort((a, b) => b.major - a.major)[0];
  if (newest) return newest;
  throw new Error(notFound(minimum, compiler, [...found, ...installed]));
}

function chosenHomes(environment: NodeJS.ProcessEnv): string[] {
  const onPath = (environment.PATH ?? environment.Path ?? '')
    .split(delimiter)
    .map((folder) => join(folder, `java${suffix}`))
    .find((command) => existsSync(command));
  const homes = [environment.JAVA_HOME, onPath && dirname(dirname(realpathSync(onPath)))];
  return homes.filter((home): home is string => Boolean(home));
}

function homesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => [
    join(folder, name),
    join(folder, name, 'Contents', 'Home'),
    join(folder, name, 'libexec', 'openjdk.jdk', 'Contents', 'Home'),
  ]);
}

async function inspect(folder: string): Promise<Java | undefined> {
  const command = javaCommand({ home: folder }, 'java');
  if (!existsSync(command)) return undefined;
  const release = join(folder, 'release');
  const stated = existsSync(release) ? /^JAVA_VERSION="(.+)"/m.exec(readFileSync(release, 'utf8'))?.[1] : undefined;
  const { home, version } = stated ? { home: realpathSync(folder), version: stated } : await ask(command, folder);
  const [first = 0, second = 0] = version.split(/[^0-9]+/).map(Number);
  return { home, version, major: first === 1 ? second : first, compiles: existsSync(javaCommand({ home }, 'javac')) };
}

/** Asks Java itself, which also sees through a launcher that stands somewhere else than the Java it starts. */
async function ask(command: string, folder: string): Promise<{ home: string; version: string }> {
  const text = await runCommand(command, ['-XshowSettings:properties', '-version']).catch(String);
  const home = /^\s*java\.home = (.+?)\s*$/m.exec(text)?.[1] ?? folder;
  return { home, version: /version "(.+?)"/.exec(text)?.[1] ?? '0 (does not start)' };
}

function notFound(minimum: number, compiler: boolean, found: readonly Java[]): string {
  const wanted = compiler ? `a JDK (with javac) of version ${minimum} or newer` : `Java ${minimum} or newer`;
  const described = found.map(({ version, home, compiles }) => `${version} in ${home}${compiles ? '' : ' (no javac)'}`);
  return [
    `This needs ${wanted}; found: ${[...new Set(described)].join(', ') || 'none'}.`,
    'Install one, for example Eclipse Temurin 25 (Linux, macOS, Windows), `sdk install java 25-tem` or `brew install openjdk`,',
    'and set JAVA_HOME to its folder if it is not found by itself.',
  ].join('\n');
}
