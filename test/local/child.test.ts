import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { answers, startChild } from '../../examples/local/child.ts';
import { compiled } from '../../examples/local/compiled.ts';
import { freePort } from '../../examples/local/ports.ts';
import { until } from '../support/until.ts';

const directory = mkdtempSync(join(tmpdir(), 'child-'));
const logFile = join(directory, 'log');
const server = (port: number) => `require('node:http').createServer((_, a) => a.end()).listen(${port}, '127.0.0.1')`;

afterAll(() => rmSync(directory, { recursive: true }));

test('a child that ends before it is ready is reported with the end of its log', async () => {
  const args = ['--eval', "console.error('no room'); process.exit(3)"];
  const options = { name: 'The engine', command: process.execPath, args, logFile, isReady: async () => false };
  await expect(startChild(options)).rejects.toThrow(/The engine ended with 3\. .*\nno room/);
});

test('a command that is not there is an error', async () => {
  const options = { name: 'It', command: join(directory, 'none'), args: [], logFile, isReady: async () => true };
  await expect(startChild(options)).rejects.toThrow('ENOENT');
});

test('a child stops when asked, once or twice', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ['--eval', server(port)];
  const options = { name: 'It', command: process.execPath, args, logFile, isReady: () => answers(url) };
  const child = await startChild(options);
  expect(await answers(url)).toBe(true);
  await child.stop();
  expect(await answers(url)).toBe(false);
  await child.stop();
  await child.kill();
});

test('a child that ends by itself later on is reported', async () => {
  const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
  const args = ['--eval', "setTimeout(() => { console.log('lost'); process.exit(4) }, 300)"];
  await startChild({ name: 'It', command: process.execPath, args, logFile, isReady: async () => true });
  await until(() => reported.mock.calls.length > 0, 'the end is reported');
  expect(reported.mock.calls[0]?.[0]).toMatch(/It ended with 4\. .*\nlost/);
  reported.mockRestore();
});

test('a child does not outlive its parent, even when that is killed', { timeout: 30_000 }, async () => {
  const module = await compiled(new URL('../../examples/local/dynalite.ts', import.meta.url));
  const program = `const { startDynalite } = await import('${pathToFileURL(module)}');
    console.log((await startDynalite()).pid); setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program]);
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(line);
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid), 'the child has ended');
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
