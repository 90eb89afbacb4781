import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { awsDynamoDbTemplates } from '../../element-templates/aws-dynamodb.ts';
import { keptFile, versionFaults } from '../../element-templates/versions.ts';

const root = new URL('../../', import.meta.url);
const made = { file: 'element-templates/aws-dynamodb.json', version: 3, content: 'new' };

test('a published version keeps its content: what differs needs another version', () => {
  const kept = new Map([['element-templates/versioned/aws-dynamodb-3.json', 'old']]);
  expect(versionFaults([made], (file) => kept.get(file))).toEqual([
    'element-templates/aws-dynamodb.json is not what was published as version 3 (element-templates/versioned/aws-dynamodb-3.json): raise its version in element-templates/aws-dynamodb.ts.',
  ]);
  expect(versionFaults([{ ...made, content: 'old' }], (file) => kept.get(file))).toEqual([]);
  expect(versionFaults([{ ...made, version: 4 }], (file) => kept.get(file))).toEqual([]);
});

test('each version that was published is older than that of the code, or the same', () => {
  const folder = new URL('element-templates/versioned/', root);
  const current = Object.entries(awsDynamoDbTemplates);
  for (const name of readdirSync(folder)) {
    const { id, version } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    const newest = Math.max(...current.filter(([, words]) => words.id === id).map(([, words]) => words.version));
    expect(version).toBeLessThanOrEqual(newest);
    const files = current.map(([file]) => keptFile({ file, version, content: '' }));
    expect(files).toContain(`element-templates/versioned/${name}`);
  }
});

test.each(Object.keys(awsDynamoDbTemplates).filter((file) => file.endsWith('-8.10.json')))(
  'the catalog has %s with a page beside it, which names it',
  (file) => {
    const name = file.replace('element-templates/', '').replace('-8.10.json', '');
    const folder = new URL(`element-templates/catalog/${name}/`, root);
    expect(readdirSync(folder).toSorted()).toEqual(['README.md', `${name}.json`]);
    const page = readFileSync(new URL('README.md', folder), 'utf8');
    const [, matter] = page.split('---\n');
    expect(matter).toContain(`template: ${name}.json`);
    expect(readFileSync(new URL(`${name}.json`, folder), 'utf8')).toBe(readFileSync(new URL(file, root), 'utf8'));
  },
);
