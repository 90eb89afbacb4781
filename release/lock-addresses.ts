/**
 * Writes into package-lock.json where a registry has each package, after `npm install` has left it out. The host is none: npm takes the
 * user's registry in its place (.npmrc). Where the lock does not say it, `npm ci` first reads what the registry knows of each of 600
 * packages, which takes longer than to unpack them.
 *
 * Usage: npm run lock
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addressed } from './lock.ts';

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(file, 'utf8'));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: addressed(lock.packages) }, undefined, 2)}\n`);
