import { parse } from 'yaml';

/** Gives the values that a page shows: each of its blocks of YAML is a file of values. Named after the heading above it. */
export function pageSets(page: string): Record<string, object> {
  let heading = '';
  const sets: Record<string, object> = {};
  for (const [, title, yaml] of page.matchAll(/^#+ (.+)$|^```yaml\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else if (yaml !== undefined)
      sets[`the page's ${heading} (${Object.keys(sets).length + 1})`] = parse(yaml) as object;
  }
  return sets;
}
