import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { isAllowed } from '../../release/licence-expression.ts';
import { readLock, shippedPackages } from '../../release/lock.ts';
import { licencesFile, thirdParty } from '../../release/third-party.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the list of licences is current, and each licence is allowed', () => {
  const { page, faults } = thirdParty(root);
  expect(faults).toEqual([]);
  expect(readFileSync(join(root, licencesFile), 'utf8'), 'run npm run licences').toBe(page);
});

test('what npm installs with the package is what the lock calls no development', () => {
  const entries = readLock(root);
  // A link to a folder of the project has no version.
  const expected = Object.entries(entries).filter(
    ([path, { dev, version }]) => path.startsWith('node_modules/') && version !== undefined && !dev,
  );
  const listed = shippedPackages(entries).filter(({ withPackage }) => withPackage);
  expect(listed.map(({ path }) => path)).toEqual(expected.map(([path]) => path).sort());
});

test.each(['MIT', '(BSD-3-Clause OR GPL-2.0)', 'GPL-2.0 OR MIT', 'MIT AND ISC', 'MIT AND (GPL-2.0 OR ISC)'])(
  'the licence %s is allowed',
  (expression) => {
    expect(isAllowed(expression)).toBe(true);
  },
);

test.each([
  '',
  'GPL-2.0',
  'MIT AND GPL-2.0',
  'MIT AND GPL-2.0 OR GPL-3.0',
  'GPL-2.0 OR (MIT AND GPL-3.0)',
  'MIT WITH Classpath-exception-2.0',
  'SEE LICENSE IN LICENSE',
  'MIT ISC',
  'MIT OR',
  '(MIT',
  'MIT)',
  'UNLICENSED',
])('the licence %j is refused', (expression) => {
  expect(isAllowed(expression)).toBe(false);
});

test('a package is listed with the place of its text, in whatever way it says its licence, and refused if it may not be used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'licences-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const write = (file: string, content: unknown) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
  };
  const packages = {
    '': { dependencies: { a: '1' }, optionalDependencies: { c: '1' }, peerDependencies: { p: '1' } },
    'node_modules/a': { version: '1.0.0', dependencies: { b: '2' } },
    'node_modules/a/node_modules/b': { version: '2.0.0' },
    'node_modules/b': { version: '1.0.0', dev: true },
    'node_modules/p': { version: '3.0.0', dev: true, optionalDependencies: { o: '1' } },
    'node_modules/o': { version: '4.0.0', dev: true },
  };
  write('package-lock.json', { packages });
  write('node_modules/a/package.json', { license: 'MIT' });
  write('node_modules/a/LICENSE.md', '');
  write('node_modules/a/NOTICE', '');
  write('node_modules/a/node_modules/b/package.json', { licenses: [{ type: 'GPL-2.0' }, { type: 'ISC' }] });
  write('node_modules/p/package.json', { license: { type: 'GPL-3.0' } });
  const { page, faults } = thirdParty(folder);
  expect(page.split('\n').slice(-4)).toEqual([
    '| a | 1.0.0 | MIT | both | `node_modules/a/LICENSE.md`, `node_modules/a/NOTICE` |',
    '| b | 2.0.0 | GPL-2.0 OR ISC | both | none: only its package.json names the licence |',
    '| p | 3.0.0 | GPL-3.0 | image | none: only its package.json names the licence |',
    '',
  ]);
  expect(faults).toEqual(['p 3.0.0 has the licence GPL-3.0: expected one that release/licence-expression.ts allows.']);
});
