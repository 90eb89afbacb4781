import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { changelogFaults, changelogSections, kindsOfChanges } from '../../release/changelog.ts';

test('the changelog has releases, the newest first, and in each the kinds of changes by their usual names', () => {
  const sections = changelogSections(readFileSync(new URL('../../CHANGELOG.md', import.meta.url), 'utf8'));
  const dates = sections.flatMap(({ date }) => date ?? []);
  expect(dates).toEqual(dates.toSorted().reverse());
  expect(sections.slice(1).filter(({ version }) => version === 'Unreleased')).toEqual([]);
  for (const { text } of sections) {
    const kinds = [...text.matchAll(/^### (.+)$/gm)].map(([, kind]) => kind);
    expect(kinds).toEqual(kindsOfChanges.filter((kind) => kinds.includes(kind)));
    expect(text === '' || text.startsWith('### ')).toBe(true);
  }
});

test('a release has its version, its date and its entries', () => {
  const text =
    '# Changelog\n\n## Unreleased\n\n## 1.1.0-rc.1 - 2026-12-01\n\n### Added\n\n* a\n\n## 1.0.0 - 2026-11-01\n\n* b\n';
  expect(changelogSections(text)).toEqual([
    { version: 'Unreleased', date: undefined, text: '' },
    { version: '1.1.0-rc.1', date: '2026-12-01', text: '### Added\n\n* a' },
    { version: '1.0.0', date: '2026-11-01', text: '* b' },
  ]);
  expect(changelogFaults(text, '1.1.0-rc.1')).toEqual([]);
});

test.each([
  ['## Unreleased\n\n* a\n', 'its top section is Unreleased and has entries: make "## 1.0.0 - DATE" its heading.'],
  ['## 0.9.0 - 2026-11-01\n\n* a\n', 'expected its top section to be "## 1.0.0 - DATE", got 0.9.0.'],
  ['', 'expected its top section to be "## 1.0.0 - DATE", got none.'],
  ['## 1.0.0\n\n* a\n', '1.0.0 has no date.'],
  ['## 1.0.0 - 2026-12-01\n', '1.0.0 has no entries.'],
])('the changelog %j is no release of 1.0.0', (text, told) => {
  expect(changelogFaults(text, '1.0.0')).toEqual([`CHANGELOG.md: ${told}`]);
});

test('a heading that is no release is told', () => {
  expect(() => changelogSections('## Next\n')).toThrow(
    'CHANGELOG.md: expected a heading like "## 0.1.0 - 2026-12-01" or "## Unreleased", got "## Next"',
  );
});
