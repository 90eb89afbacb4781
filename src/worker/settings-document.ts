import { isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import { MOST_FAULTS } from './setting.ts';

/** What a text of settings has, as JSON has it, and where. */
interface SettingsDocument {
  readonly data: unknown;
  /** Gives the line of a member, or else that of the outer one that is nearest. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Gathers what is wrong with a file. */
export interface FileFaults {
  readonly count: number;
  /** Adds a fault. What it says is made only if it is told. */
  add(line: () => number, says: () => string): void;
  /** Gives a text for each fault, by their lines. If there are more than are told, the last says how many. */
  told(): readonly string[];
}

/** @param file what the texts call the file */
export function gatherFileFaults(file: string): FileFaults {
  const kept: { readonly line: number; readonly said: string }[] = [];
  let count = 0;
  return {
    get count() {
      return count;
    },
    add(line, says) {
      count++;
      if (kept.length < MOST_FAULTS) kept.push({ line: line(), said: says() });
    },
    told() {
      const texts = kept
        .sort((one, other) => one.line - other.line)
        .map(({ line, said }) => `${file}:${line}: ${said}`);
      return count > kept.length ? [...texts, `${file}: and ${count - kept.length} more`] : texts;
    },
  };
}

/**
 * Reads YAML, of which JSON is a part: https://yaml.org/spec/1.2.2/. Aliases are refused, because a short text with them can stand for
 * more than memory has. So the data are never larger than the text.
 * @returns undefined if something is wrong, which is then among the faults
 */
export function readDocument(text: string, faults: FileFaults): SettingsDocument | undefined {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  // The parser compares each key with all others of its object. That takes long if there are many.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false,
  });
  for (const { pos, message } of [...document.errors, ...document.warnings])
    faults.add(
      () => lineAt(pos[0]),
      () => message,
    );
  const membersOf = memberIndex();
  visit(document, {
    Alias(_, { source, range }) {
      faults.add(
        () => lineAt(range?.[0] ?? 0),
        () => `expected the value itself, got the alias *${source}`,
      );
    },
    Map(_, map) {
      for (const { at, name } of membersOf(map).repeated)
        faults.add(
          () => lineAt(at),
          () => `${name}: expected a key once in its object, got it again`,
        );
    },
  });
  if (faults.count > 0) return undefined;
  return {
    data: document.toJS(),
    lineOf(path) {
      let offset = 0;
      let node: unknown = document.contents;
      for (const name of path) {
        if (isMap(node)) {
          const pair = membersOf(node).pairs.get(String(name));
          offset = offsetOf(pair?.key) ?? offset;
          node = pair?.value;
        } else if (isSeq(node)) {
          node = node.items[Number(name)];
          offset = offsetOf(node) ?? offset;
        } else break;
      }
      return lineAt(offset);
    },
  };
}

interface Members {
  readonly pairs: ReadonlyMap<string, Pair>;
  /** The keys that the object had before, and where they stand. */
  readonly repeated: readonly { readonly name: string; readonly at: number }[];
}

/** Makes a function that finds the members of an object, and looks through each object once. */
function memberIndex(): (map: YAMLMap) => Members {
  const known = new WeakMap<YAMLMap, Members>();
  return (map) => {
    const found = known.get(map) ?? indexed(map);
    known.set(map, found);
    return found;
  };
}

function indexed(map: YAMLMap): Members {
  const pairs = new Map<string, Pair>();
  const repeated: { name: string; at: number }[] = [];
  for (const pair of map.items) {
    if (!isScalar(pair.key)) continue;
    const name = String(pair.key.value);
    if (pairs.has(name)) repeated.push({ name, at: offsetOf(pair.key) ?? 0 });
    else pairs.set(name, pair);
  }
  return { pairs, repeated };
}

function offsetOf(node: unknown): number | undefined {
  return (node as Node | undefined | null)?.range?.[0];
}
