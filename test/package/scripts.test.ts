import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('what is packed is built anew, by the build that the tests are run on', () => {
  const [emptied, ...then] = scripts.prepack.split(' && ');
  expect(emptied).toMatch(/rmSync\('dist', \{ recursive: true, force: true \}\)/);
  expect(then).toEqual(['npm run build']);
  expect(scripts.build).toBe('node release/bundle.mjs && tsc -p tsconfig.build.json');
});

test('all types are checked before a build that does not check them', () => {
  const steps = scripts.test.split(' && ');
  expect(steps.slice(0, 2)).toEqual(['npm run check', 'npm run build -- --noCheck']);
  expect(scripts.check.split(' && ')).toContain('tsc');
});
