/**
 * Changes package.json to that of the image, before `npm ci` installs it from the lock: the peers that are named become dependencies of
 * the version that is locked, and of what is for development only what compiles is left.
 * It is no TypeScript because it runs before anything is installed.
 *
 * Usage: node release/image-package.mjs 'PEER PEER …'
 */
import { readFileSync, writeFileSync } from 'node:fs';

const compiling = ['typescript', '@types/node', 'esbuild'];

const { peerDependencies, peerDependenciesMeta, devDependencies, dependencies, ...manifest } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);
const peers = process.argv.slice(2).flatMap((names) => names.split(/\s+/).filter((name) => name !== ''));
const optional = Object.keys(peerDependencies);
const unknown = peers.filter((name) => !optional.includes(name));
if (unknown.length > 0) {
  console.error(`OPTIONAL_PEERS may have ${optional.join(', ')}, got ${unknown.join(', ')}`);
  process.exit(1);
}
const locked = (names) => Object.fromEntries(names.map((name) => [name, devDependencies[name]]));
const changed = {
  ...manifest,
  dependencies: { ...dependencies, ...locked(peers) },
  devDependencies: locked(compiling),
};
writeFileSync('package.json', `${JSON.stringify(changed, undefined, 2)}\n`);
