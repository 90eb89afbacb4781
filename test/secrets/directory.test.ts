import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { directoryStore } from '../../src/secrets/directory.ts';
import { freshFolder } from '../support/aws-files.ts';
import { inLongForm } from '../support/long-form.ts';

const SETTING = 'DYNAMODB_WORKER_SECRETS_DIR';

async function store(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const directory = join(await freshFolder(), 'secrets');
  await mkdir(directory);
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  return { directory, ...directoryStore(directory, SETTING) };
}

/** Puts a version of the files into a directory as Kubernetes does: a link `..data` leads to a folder with them. */
async function mount(directory: string, version: string, files: Readonly<Record<string, string>>) {
  await mkdir(join(directory, version));
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, version, name), content);
  await symlink(version, join(directory, '..data_tmp'));
  await rename(join(directory, '..data_tmp'), join(directory, '..data'));
}

describe('a file of the directory is a secret', () => {
  test.each([
    ['value', 'value'],
    ['value\n', 'value'],
    ['value\r\n', 'value'],
    ['value\n\n', 'value\n'],
    [' val ue', ' val ue'],
    ['\ufeffvälue', 'välue'],
  ])('%j is %j', async (content, value) => {
    const { find } = await store({ KEY: content });
    expect([find('KEY'), find('KEY')]).toEqual([value, value]);
  });

  test('and one that is not there is missing', async () => {
    expect((await store()).find('KEY')).toBeUndefined();
  });
});

describe('a secret has its new value at once when its file', () => {
  test('is written anew, however soon, with as many bytes', async () => {
    const { directory, find } = await store({ KEY: 'a' });
    for (const value of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      await writeFile(join(directory, 'KEY'), value);
      expect(find('KEY')).toBe(value);
    }
  });

  test('is replaced by another', async () => {
    const { directory, find } = await store({ KEY: 'old', other: 'new' });
    expect(find('KEY')).toBe('old');
    await rename(join(directory, 'other'), join(directory, 'KEY'));
    expect([find('KEY'), find('other')]).toEqual(['new', undefined]);
  });

  test('is mounted by Kubernetes, which leads its link to another folder', async () => {
    const { directory, find } = await store();
    await mount(directory, '..2026_01', { KEY: 'old\n' });
    await symlink('..data/KEY', join(directory, 'KEY'));
    expect(find('KEY')).toBe('old');
    await mount(directory, '..2026_02', { KEY: 'new\n' });
    await rm(join(directory, '..2026_01'), { recursive: true });
    expect(find('KEY')).toBe('new');
  });

  test('is removed: then it is missing', async () => {
    const { directory, find } = await store({ KEY: 'old' });
    expect(find('KEY')).toBe('old');
    await rm(join(directory, 'KEY'));
    expect(find('KEY')).toBeUndefined();
  });

  test('but not while it is empty because somebody writes it', async () => {
    const { directory, find } = await store({ KEY: 'old' });
    expect(find('KEY')).toBe('old');
    await writeFile(join(directory, 'KEY'), '');
    expect(find('KEY')).toBe('old');
  });
});

describe('a file that cannot be read is no missing secret', () => {
  test.each<[string, string, Uint8Array]>([
    ['too large', 'expected at most 65536 bytes, got 65537', new Uint8Array(65_537)],
    ['empty', 'its file is empty', new Uint8Array()],
    ['not UTF-8', 'expected a text in UTF-8', Uint8Array.of(0xc3, 0x28)],
  ])('%s', async (_, why, content) => {
    const { find } = await store({ KEY: content });
    expect(() => find('KEY')).toThrow(`The secret KEY could not be read from the directory of ${SETTING}: ${why}`);
  });

  test('a folder, and a pipe that nobody writes to', async () => {
    const { directory, find } = await store();
    await mkdir(join(directory, 'FOLDER'));
    execFileSync('mkfifo', [join(directory, 'PIPE')]);
    for (const name of ['FOLDER', 'PIPE']) expect(() => find(name)).toThrow('expected a regular file');
  });

  test('a link that leads out of the directory', async () => {
    const { directory, find } = await store();
    await writeFile(join(directory, '../outside'), 'outside');
    await symlink('../outside', join(directory, 'KEY'));
    expect(() => find('KEY')).toThrow('its file is a link out of the directory');
  });

  test('any file of a directory that is not there any more', async () => {
    const { directory, find } = await store({ KEY: 'a' });
    await rm(directory, { recursive: true });
    expect(() => find('KEY')).toThrow('ENOENT');
  });
});

test('no name reads a file outside the directory', async () => {
  const { directory, find, placeOf } = await store({ KEY: 'inside', '..data': 'inside' });
  await writeFile(join(directory, '../outside'), 'outside');
  await writeFile(`${directory}-2`, 'outside');
  const parts = [
    '..',
    '.',
    '/',
    '\\',
    'outside',
    'KEY',
    '..data',
    '-2',
    'secrets',
    directory,
    '%2e',
    '\0',
    ':',
    '~',
    ' ',
  ];
  const names = fc.oneof(
    fc.array(fc.constantFrom(...parts), { maxLength: 8 }).map((all) => all.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(names, (name) => {
      expect(find(name)).toBe(name === 'KEY' ? 'inside' : undefined);
      expect(placeOf(name) === undefined).toBe(
        /[^\w.-]/.test(name) || /^\.(?:\.|$)|^$/.test(name) || name.length > 253,
      );
    }),
    { numRuns: inLongForm(2_000, 400) },
  );
});

test('what was tried once says how many files there are, and names no secret', async () => {
  expect(await (await store({ KEY: 'a', OTHER: 'b', '..data': 'c' })).check('KEY')).toBe(
    `Secrets in the directory of ${SETTING}: 2`,
  );
});
