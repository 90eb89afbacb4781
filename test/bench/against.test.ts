import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ratiosTo, readResult } from '../../bench/support/against.ts';
import { spread, tableOf } from '../../bench/support/figures.ts';

const header = ['jobs', 'jobs/s', 'CPU ms/job'];
const tableWith = (...rows: string[][]) => ({ race: [...tableOf(header, rows)] });

test('each figure, by its median, is divided by that of the row of the same name', () => {
  const earlier = tableWith(['bare', '400', '1'], ['ours', spread([180, 200, 260]), '4.00 (3.00..9.00)']);
  const later = tableWith(['ours', '300 (1..999)', '2'], ['bare', '400', '1.5']);
  expect(ratiosTo(earlier, later)).toEqual([
    {
      name: 'race',
      header,
      rows: [
        ['ours', '1.50', '0.50'],
        ['bare', '1.00', '1.50'],
      ],
    },
  ]);
});

test('a figure that one of the results lacks, or that was 0, has no ratio; a table that one lacks is left out', () => {
  const earlier = { ...tableWith(['ours', '0', 'absent']), old: [] };
  const later = { ...tableWith(['ours', '300', '2'], ['new', '1', '1']), added: [{ jobs: 'ours', errors: 1 }] };
  expect(ratiosTo(earlier, later)).toEqual([
    {
      name: 'race',
      header,
      rows: [
        ['ours', '', ''],
        ['new', '', ''],
      ],
    },
  ]);
});

test('a file that is no result is refused, with what was expected', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'bench-')), 'race.json');
  writeFileSync(file, '{"machine":{"node":"v20","at":"today"},"table":[]}');
  expect(() => readResult(file)).toThrow(/Expected a result of npm run bench in .*race\.json[\s\S]*tables/);
});
