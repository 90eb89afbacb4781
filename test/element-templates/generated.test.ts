import { expect, test } from 'vitest';
import { generatedFiles, staleFiles, templateFaults } from '../../element-templates/generated.ts';

test('each generated file is what the code says (`npm run generate` writes it)', async () => {
  const files = await generatedFiles();
  expect(files.length).toBeGreaterThan(10);
  expect(staleFiles(files).map(({ file }) => file)).toEqual([]);
});

test('a template that has changed since it was published has a new version', () => {
  expect(templateFaults()).toEqual([]);
});
