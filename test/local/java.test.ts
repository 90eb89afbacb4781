import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findJava, findJdk } from '../../examples/local/java.ts';
import { findMaven } from '../../examples/local/maven.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'java-'));
});

afterEach(() => rmSync(root, { recursive: true }));

function install(name: string, version: string, { compiler = true } = {}): string {
  const home = join(root, name);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'release'), `IMPLEMENTOR="Nobody"\nJAVA_VERSION="${version}"\n`);
  writeFileSync(join(home, 'bin', `java${suffix}`), '');
  if (compiler) writeFileSync(join(home, 'bin', `javac${suffix}`), '');
  return home;
}

const places = (environment: NodeJS.ProcessEnv = {}) => ({ environment, folders: [root] });

test('JAVA_HOME comes first, then PATH, then the newest of the usual folders', async () => {
  const [java21, java22] = [install('a', '21.0.8'), install('b', '22.0.1')];
  install('c', '25.0.3');
  const both = { JAVA_HOME: java21, PATH: join(java22, 'bin') };
  expect(await findJava(21, places(both))).toEqual({ home: java21, version: '21.0.8', major: 21, compiles: true });
  expect(await findJava(21, places({ PATH: both.PATH }))).toMatchObject({ major: 22 });
  expect(await findJava(21, places())).toMatchObject({ major: 25 });
});

test('one that is too old or cannot compile is passed over', async () => {
  const old = install('old', '1.8.0_392');
  install('runtime', '25', { compiler: false });
  const jdk = install('jdk/Contents/Home', '21-ea');
  expect(await findJdk(21, places({ JAVA_HOME: old }))).toMatchObject({ home: jdk, major: 21 });
  expect(await findJava(8, places({ JAVA_HOME: old }))).toMatchObject({ home: old, major: 8 });
});

test('the error names what was found and how to get one', async () => {
  const java17 = install('17', '17.0.15');
  const runtime = install('25', '25.0.3', { compiler: false });
  const search = findJdk(21, places({ JAVA_HOME: java17 }));
  await expect(search).rejects.toThrow('a JDK (with javac) of version 21 or newer');
  await expect(search).rejects.toThrow(`found: 17.0.15 in ${java17}, 25.0.3 in ${runtime} (no javac)`);
  await expect(search).rejects.toThrow('JAVA_HOME');
  rmSync(join(root), { recursive: true });
  await expect(findJava(17, places())).rejects.toThrow('Java 17 or newer; found: none');
  mkdirSync(root);
});

test.skipIf(process.platform === 'win32')('a Java without a release file is asked itself', async () => {
  const home = join(root, 'shim');
  mkdirSync(join(home, 'bin'), { recursive: true });
  const java = join(home, 'bin', 'java');
  writeFileSync(java, `#!/bin/sh\necho '    java.home = /opt/real'\necho 'openjdk version "23.0.1" 2024-10-15' >&2\n`);
  chmodSync(java, 0o755);
  expect(await findJava(21, places({ JAVA_HOME: home }))).toMatchObject({ home: '/opt/real', major: 23 });
  writeFileSync(java, '#!/bin/sh\nexit 1\n');
  await expect(findJava(21, places({ JAVA_HOME: home }))).rejects.toThrow(`0 (does not start) in ${home}`);
});

test('Maven is found by MAVEN_HOME and PATH, and its absence is explained', () => {
  expect(() => findMaven({ PATH: root })).toThrow('Maven fetches the engine');
  const command = join(root, 'bin', process.platform === 'win32' ? 'mvn.cmd' : 'mvn');
  mkdirSync(join(root, 'bin'));
  writeFileSync(command, '');
  expect(findMaven({ PATH: join(root, 'bin') })).toBe(command);
  expect(findMaven({ MAVEN_HOME: root })).toBe(command);
});
