import { defineConfig } from 'vitest/config';

/** For tests that use the Modeler's packages, which are written for bundlers: their imports have no file extensions. */
const modelerPackages = {
  resolve: { mainFields: ['module', 'main'] },
  ssr: { resolve: { mainFields: ['module', 'main'] } },
};
const inline = [/bpmn/, /diagram-js/, /camunda\/linting/, /bpmn-io/, /zeebe/];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,test}/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/modeler/**'],
        },
      },
      {
        ...modelerPackages,
        test: { name: 'modeler', include: ['test/modeler/**/*.test.ts'], server: { deps: { inline } } },
      },
      {
        ...modelerPackages,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/databases-setup.ts', 'test/support/broker-setup.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          server: { deps: { inline } },
        },
      },
    ],
  },
});
