import { addFault, type Place } from '../attributes/scalars.ts';
import type { Path } from './tree.ts';

/** A name (after a point, unless it is the first), the index of a list, or a name in quotes of either kind. */
const PART =
  /(?<point>\.)?(?<name>[^.[\]]+)|\[(?:(?<index>[0-9]{1,9})|(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))\]/y;

const EXPECTED = "a path, like a.b[0] or ['name.with.points'].c";

/**
 * Reads a path, like `a.b[0]`: names with points between them, and indexes of lists. A name may have any characters but points
 * and brackets. In quotes, `['a.b']` or `["a.b"]`, it may have these too; FEEL takes only `['a.b']` as the key of a context. Adds
 * a fault to `place.faults` for a text that is no path.
 */
export function readPath(text: unknown, place: Place): Path {
  const path = typeof text === 'string' ? parsePath(text) : undefined;
  if (path === undefined) addFault(place, EXPECTED, text);
  return path ?? [];
}

/** Gives the path that a text is; undefined if it is none. */
export function parsePath(text: string): Path | undefined {
  const path: (string | number)[] = [];
  PART.lastIndex = 0;
  do {
    const part = partOf(PART.exec(text)?.groups ?? {}, path.length === 0);
    if (part === undefined) return undefined;
    path.push(part);
  } while (PART.lastIndex < text.length);
  return path;
}

function partOf(found: Partial<Record<string, string>>, first: boolean): string | number | undefined {
  const { point, name, index, quoted } = found;
  if (name !== undefined) return first === (point === undefined) ? name : undefined;
  if (index !== undefined) return first ? undefined : Number(index);
  return quoted === undefined ? undefined : textOf(quoted);
}

/** Gives what a text in quotes says, with JSON's escapes; undefined if it is wrong or empty, because an empty text is no name. */
function textOf(quoted: string): string | undefined {
  try {
    return (JSON.parse(inDoubleQuotes(quoted)) as string) || undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function inDoubleQuotes(quoted: string): string {
  if (quoted.startsWith('"')) return quoted;
  const inner = quoted.slice(1, -1).replace(/\\.|"/g, (part) => (part === '"' ? '\\"' : part === "\\'" ? "'" : part));
  return `"${inner}"`;
}
