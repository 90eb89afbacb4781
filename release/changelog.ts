/** A section of the changelog: a release, or what none has yet. */
export interface ChangelogSection {
  /** Like `0.1.0`, or `Unreleased`. */
  readonly version: string;
  /** Like `2026-12-01`. */
  readonly date: string | undefined;
  /** Markdown, without the heading. */
  readonly text: string;
}

/** The words that Keep a Changelog has for kinds of changes: https://keepachangelog.com/en/1.1.0/ */
export const kindsOfChanges = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'] as const;

/**
 * Reads the sections of a changelog, the newest first. A heading is like `## 0.1.0 - 2026-12-01` or `## Unreleased`.
 * @throws Error for another heading of that level
 */
export function changelogSections(markdown: string): ChangelogSection[] {
  const [, ...sections] = markdown.split(/^## /m);
  return sections.map((section) => {
    const [heading = '', ...lines] = section.split('\n');
    const [, version, date] =
      heading.trim().match(/^(Unreleased|\d+\.\d+\.\d+(?:-[\w.]+)?)(?: - (\d{4}-\d{2}-\d{2}))?$/) ?? [];
    if (version === undefined)
      throw new Error(
        `CHANGELOG.md: expected a heading like "## 0.1.0 - 2026-12-01" or "## Unreleased", got "## ${heading}"`,
      );
    return { version, date, text: lines.join('\n').trim() };
  });
}

/** Says what keeps a version from being released with this changelog. */
export function changelogFaults(markdown: string, version: string): string[] {
  const sections = changelogSections(markdown);
  const [top, next] = sections;
  const unreleased = top?.version === 'Unreleased' ? top : undefined;
  const newest = unreleased?.text === '' ? next : top;
  if (unreleased !== undefined && unreleased.text !== '')
    return [`CHANGELOG.md: its top section is Unreleased and has entries: make "## ${version} - DATE" its heading.`];
  if (newest?.version !== version)
    return [`CHANGELOG.md: expected its top section to be "## ${version} - DATE", got ${newest?.version ?? 'none'}.`];
  return [
    ...(newest.date === undefined ? [`CHANGELOG.md: ${version} has no date.`] : []),
    ...(newest.text === '' ? [`CHANGELOG.md: ${version} has no entries.`] : []),
  ];
}
