import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What package-lock.json says of one package, or of the project. */
interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  /** Whether it is a folder of the project. */
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The entries of package-lock.json by path, like `node_modules/zod`. That of the project is ''. */
export type LockEntries = Readonly<Record<string, LockEntry>>;

/** A package that users get. */
export interface ShippedPackage {
  /** Like `node_modules/a/node_modules/b`. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** Whether npm installs it with this package. Optional peers it does not. */
  readonly withPackage: boolean;
  /** Whether the image has it. */
  readonly inImage: boolean;
}

/** Reads the lock of a folder. */
export function readLock(folder: string): LockEntries {
  return JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
}

/** The name of the package at a path, like `@smithy/core` of `node_modules/a/node_modules/@smithy/core`. */
export const packageAt = (path: string): string => path.replace(/^.*node_modules\//, '');

/** Gives the packages of the npm package and of the image, with all that they depend on, in the order of their paths. */
export function shippedPackages(entries: LockEntries): ShippedPackage[] {
  const project = entries[''];
  if (project === undefined) throw new Error('package-lock.json has no entry of the project');
  const dependencies = Object.keys(project.dependencies ?? {});
  const withPackage = reachable(entries, dependencies, { optional: true });
  const inImage = reachable(entries, [...dependencies, ...Object.keys(project.peerDependencies ?? {})], {
    optional: false,
  });
  return [...new Set([...withPackage, ...inImage])].sort().map((path) => ({
    path,
    name: packageAt(path),
    version: entries[path]?.version ?? '',
    withPackage: withPackage.has(path),
    inImage: inImage.has(path),
  }));
}

/** The paths of packages that are needed for some of the project's dependencies, with or without optional ones. */
function reachable(
  entries: LockEntries,
  names: readonly string[],
  { optional }: { readonly optional: boolean },
): Set<string> {
  const found = new Set<string>();
  const wanted = names.map((name) => ({ from: '', name }));
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    const path = resolved(entries, next.from, next.name);
    const entry = path === undefined ? undefined : entries[path];
    if (path === undefined || entry === undefined || found.has(path)) continue;
    found.add(path);
    wanted.push(...neededBy(entry, optional).map((name) => ({ from: path, name })));
  }
  return found;
}

function neededBy(entry: LockEntry, optional: boolean): string[] {
  const peers = Object.keys(entry.peerDependencies ?? {});
  const optionalOnes = Object.keys(entry.optionalDependencies ?? {});
  return [
    ...Object.keys(entry.dependencies ?? {}).filter((name) => optional || !optionalOnes.includes(name)),
    ...peers.filter((name) => entry.peerDependenciesMeta?.[name]?.optional !== true),
    ...(optional ? optionalOnes : []),
  ];
}

/** Where Node finds a package: in the folder of who imports it, or in one above. */
function resolved(entries: LockEntries, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (entries[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}
