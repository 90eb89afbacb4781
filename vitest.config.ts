import { setFlagsFromString } from 'node:v8';
import { defineConfig } from 'vitest/config';

// Most of what a fast test calls is called a few times only. Node 20 optimises it too soon: later, as newer ones do, saves a sixth of
// the time. The threads of the tests have the options of their process.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--interrupt-budget=1500000');

/** What a machine may have set for all its programs, and would change what is tested. */
const ofTheMachine = [
  'AWS_CA_BUNDLE',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
];
const env = Object.fromEntries(ofTheMachine.map((name) => [name, '']));

/**
 * Above zero, tests that have a long form run it, and the soak under faults goes on for as many minutes. `--mode long` sets ten;
 * `test/support/long-form.ts` reads it.
 */
const SOAK_MINUTES = process.env.SOAK_MINUTES ?? (process.argv.includes('long') ? '10' : '0');

/** Limits for what hangs, far from what a slow machine needs. */
const limits = { testTimeout: 180_000, hookTimeout: 180_000 };

/**
 * The rings whose tests wait more than they compute have more processes than a small machine has cores, side by side. Each of the ring
 * e2e has an engine of its own; one of the user's is all there is.
 */
const waiting = {
  maxWorkers: process.env.E2E_GATEWAY_ADDRESS === undefined ? 3 : 1,
  // After the others, which have a process for each core.
  sequence: { groupOrder: 1 },
  isolate: false,
};

/** What a test changes of the process is set back after it. */
const shared = { ...limits, env: { ...env, SOAK_MINUTES }, restoreMocks: true, setupFiles: ['test/support/unstub.ts'] };

const db = ['test/**/*.db.test.ts'];
const soak = ['test/**/*.soak.test.ts'];
const processes = ['browser', 'e2e', 'local', 'workers'].map((folder) => `test/${folder}/**/*.test.ts`);
const modeler = ['test/modeler/**/*.test.ts'];
const shipped = ['deploy', 'docs', 'element-templates', 'package', 'release'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

/** Quick tests without servers: one thread for many files. */
const quick = { ...shared, isolate: false, pool: 'threads' } as const;

/** The rings of tests, each with what it needs and nothing else: `npm run test:fast`, `test:shipped`, `test:db`, … */
export default defineConfig({
  test: {
    // All cores: without it one is left idle.
    maxWorkers: '100%',
    // What has not changed since the last run is not compiled again, nor after `npm ci`.
    experimental: { fsModuleCache: true, fsModuleCachePath: '.cache/vitest' },
    projects: [
      {
        test: {
          ...quick,
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [...db, ...soak, ...processes, ...modeler, ...shipped],
        },
      },
      { test: { ...quick, name: 'shipped', include: shipped, exclude: [...db, ...soak] } },
      {
        test: {
          ...shared,
          name: 'db',
          include: db,
          globalSetup: ['test/support/databases-setup.ts'],
          isolate: false,
        },
      },
      { test: { ...shared, name: 'modeler', include: modeler, isolate: false } },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: processes,
          globalSetup: ['test/support/databases-setup.ts', 'test/support/engine-setup.ts'],
          ...waiting,
        },
      },
      { test: { ...shared, ...waiting, name: 'soak', include: soak } },
    ],
  },
});
