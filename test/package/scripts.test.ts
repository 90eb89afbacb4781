import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

test('what is packed is built anew, by the build that the tests are run on', () => {
  const [emptied, ...then] = scripts.prepack.split(' && ');
  expect(emptied).toMatch(/rmSync\('dist', \{ recursive: true, force: true \}\)/);
  expect(then).toEqual(['npm run build']);
  expect(scripts.build).toBe('node release/bundle.mjs && tsc -p tsconfig.build.json');
});

test('`npm test` checks all that `npm run check` does', () => {
  const checks = scripts.check.split(' && ');
  // A test looks whether generated files are current.
  expect(checks).toEqual(['biome check .', 'npm run types', 'tsx element-templates/generate.ts --check']);
  expect(scripts.test.split(' && ')).toEqual([
    ...checks.slice(0, 2),
    'npm run build -- --noCheck --singleThreaded',
    'vitest run',
  ]);
  expect(scripts.types).toBe('node --env-file=release/tsc.env node_modules/typescript/bin/tsc --checkers 2');
});
