import { defineConfig } from 'vitest/config';

/** For tests that use the Modeler's packages, which are written for bundlers: their imports have no file extensions. */
const modelerPackages = {
  resolve: { mainFields: ['module', 'main'] },
  ssr: { resolve: { mainFields: ['module', 'main'] } },
};
const inline = [/bpmn/, /diagram-js/, /camunda\/linting/, /bpmn-io/, /zeebe/];

/** Limits for what hangs, far from what a slow machine needs. */
const limits = { testTimeout: 180_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...limits,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/modeler/**', 'test/local/**'],
          globalSetup: ['test/support/databases-setup.ts'],
        },
      },
      {
        ...modelerPackages,
        test: { ...limits, name: 'modeler', include: ['test/modeler/**/*.test.ts'], server: { deps: { inline } } },
      },
      {
        ...modelerPackages,
        test: {
          ...limits,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/local/**/*.test.ts'],
          globalSetup: ['test/support/databases-setup.ts', 'test/support/engine-setup.ts'],
          fileParallelism: false,
          server: { deps: { inline } },
        },
      },
    ],
  },
});
