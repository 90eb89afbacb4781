import { readFileSync } from 'node:fs';

/** The ways to write an expression of some kind: without parts, with parts, and as calls of builtin functions. */
export interface Ways {
  readonly leaf: string[];
  readonly form: string[];
  readonly call: string[];
}

/** The grammar of the fuzz, by the kinds of values. */
export const grammar: ReadonlyMap<string, Ways> = read();

function read(): Map<string, Ways> {
  const kinds = new Map<string, Ways>();
  let ways: Ways = { leaf: [], form: [], call: [] };
  for (const line of readFileSync(new URL('./grammar.txt', import.meta.url), 'utf8').split('\n')) {
    const [, way, templates] = /^ {2}(leaf|form|call) (.*)$/.exec(line) ?? [];
    if (way !== undefined && templates !== undefined) ways[way as keyof Ways].push(...templates.split(' ¦ '));
    else if (/^\w/.test(line)) {
      ways = { leaf: [], form: [], call: [] };
      kinds.set(line, ways);
    }
  }
  return kinds;
}
