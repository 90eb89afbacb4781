/** Names with fewer characters are not compared: too many of them are alike. */
const SHORTEST = 4;
/** Names with more are not compared, because that takes long. */
const LONGEST = 100;
/** Names of so many characters may differ in two places. */
const LONG = 8;

/** Gives the name that was perhaps meant in place of another; undefined if none is much like it. */
export function mostSimilar(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = candidate === name ? Number.POSITIVE_INFINITY : distanceOf(name, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** How many slips make one name of another; infinite for names that are not alike, or that differ as plurals and numbers do. */
function distanceOf(one: string, other: string): number {
  if (Math.max(one.length, other.length) > LONGEST) return Number.POSITIVE_INFINITY;
  const [a, b] = [plain(one), plain(other)];
  if (a === b) return 0;
  if (Math.min(a.length, b.length) < SHORTEST || withoutEnding(a) === withoutEnding(b)) return Number.POSITIVE_INFINITY;
  const most = Math.min(a.length, b.length) >= LONG ? 2 : 1;
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  const distance = slips(a, b);
  return distance <= most ? distance : Number.POSITIVE_INFINITY;
}

const plain = (name: string) => name.toLowerCase().replace(/[_\s-]/g, '');
const withoutEnding = (name: string) => name.replace(/(?:\d+|e?s)$/, '');

/** Counts letters that were added, left out, replaced, or changed places with the next. */
function slips(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const at = (up: number, left: number) => rows[i - up]?.[j - left] ?? 0;
      const replaced = at(1, 1) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(Math.min(at(1, 0) + 1, (row[j - 1] as number) + 1, replaced, swapped ? at(2, 2) + 1 : replaced));
    }
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? 0;
}
