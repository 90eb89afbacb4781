import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Most of what a test calls is called a few times only. Node 20 optimises it too soon: later, as newer ones do, saves a sixth of the
// time of the fast tests, and a twelfth of that of the slow ones. Threads have the options of their process.
const optimiseLater = process.versions.node.startsWith('20.') ? ['--interrupt-budget=1000000'] : [];
for (const flag of optimiseLater) setFlagsFromString(flag);

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

/** What a test changes of the process is set back after it. */
const shared = { ...limits, env: { ...env, SOAK_MINUTES }, restoreMocks: true, setupFiles: ['test/support/unstub.ts'] };

/** Quick tests: one thread for many files. */
const quick = { ...shared, isolate: false, pool: 'threads' } as const;

/** More processes than a small machine has cores, as many tests wait. An engine of the user's is all there is: one at a time then. */
const processes = {
  ...shared,
  maxWorkers: process.env.E2E_GATEWAY_ADDRESS === undefined ? 4 : 1,
  // After the threads, where rings of both kinds are asked for.
  sequence: { groupOrder: 1 },
  isolate: false,
  // Objects of a test mostly die young: fewer collections save a tenth of the CPU.
  execArgv: ['--min-semi-space-size=16', ...optimiseLater],
};

const testsIn = (...folders: string[]) => folders.map((folder) => `test/${folder}/**/*.test.ts`);
const named = (name: string) => `test/**/*.${name}.test.ts`;

const loopback = [named('loopback')];
const db = [named('db')];
const soak = [named('soak')];
const modeler = testsIn('modeler');
const e2e = testsIn('browser', 'e2e', 'local', 'workers');
const shipped = testsIn('deploy', 'docs', 'element-templates', 'package', 'release');

const databases = 'test/support/databases-setup.ts';
const engines = 'test/support/engine-setup.ts';

/** The rings of tests, each with what it needs and nothing else: `npm run test:fast`, `test:db`, … */
const rings = [
  {
    ...quick,
    name: 'fast',
    include: ['test/**/*.test.ts'],
    exclude: [...loopback, ...db, ...soak, ...modeler, ...e2e, ...shipped],
  },
  { ...quick, name: 'loopback', include: loopback },
  { ...quick, name: 'shipped', include: shipped, exclude: [...db, ...soak] },
  { ...processes, name: 'db', include: db, globalSetup: [databases] },
  { ...processes, name: 'modeler', include: modeler },
  { ...processes, name: 'e2e', include: e2e, globalSetup: [databases, engines] },
  { ...processes, name: 'soak', include: soak },
];

/** All rings at once, in as few processes as can be: each loads the worker, and the Modeler's packages. */
const all = [{ ...processes, name: 'all', include: ['test/**/*.test.ts'], globalSetup: [databases, engines] }];

/** Whether some rings or files are asked for. They get what their rings need. */
const isPartAsked = process.argv.some((argument) => /^(?:--project|test\/|\.\/test\/)/.test(argument));

/**
 * The files that take longest come first: what is begun last keeps a core idle. Of each row, two compute and the last mostly waits.
 * Without a run before, Vitest knows no more of files than their sizes.
 */
const longest = [
  ['browser/operations', 'release/release.soak', 'zeebe/outages.soak'],
  ['workers/dynamodb', 'browser/form', 'worker/standstill.soak'],
  ['release/image.soak', 'e2e/installed-package', 'e2e/gateway-restart'],
  ['e2e/faults', 'e2e/mistakes', 'zeebe/gateway.soak'],
  ['e2e/examples/copy-all-tables', 'e2e/camunda-dialect', 'zeebe/report.soak'],
  ['e2e/exactly-once', 'e2e/migrated', 'worker/sources.soak'],
  ['modeler/apply', 'e2e/examples/copy-table', 'worker/job-pump.soak'],
  ['review/hostile.soak', 'e2e/examples/copy-large-items', 'worker/served-jobs.soak'],
  ['workers/traces', 'worker/long.soak', 'dynamodb/judge-answers.soak'],
  ['feel/hostile.soak', 'modeler/examples', 'zeebe/rest.soak'],
  ['job/hostile-answers.soak', 'e2e/tasks', 'worker/pump.soak'],
].flatMap((row) => row.map((file) => `/test/${file}.test.ts`));
for (const file of longest)
  if (!existsSync(new URL(`.${file}`, import.meta.url))) throw new Error(`vitest.config.ts: there is no ${file}`);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((file) => moduleId.endsWith(file));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // All cores: without it one is left idle.
    maxWorkers: '100%',
    // What has not changed since the last run is not compiled again, nor after `npm ci`.
    experimental: { fsModuleCache: true, fsModuleCachePath: '.cache/vitest' },
    projects: (isPartAsked ? rings : all).map((test) => ({ test })),
  },
});
