import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAllowed } from './licence-expression.ts';
import { readLock, type ShippedPackage, shippedPackages } from './lock.ts';

/** Where the list of licences is kept. */
export const licencesFile = 'THIRD-PARTY.md';

interface Licensed extends ShippedPackage {
  /** An SPDX expression, or what else the package says. Empty if it says nothing. */
  readonly licence: string;
  /** The files with the text and with notices, like `node_modules/zod/LICENSE`. */
  readonly texts: readonly string[];
}

/**
 * Makes the list of licences of all packages that users get, from those that are installed.
 * @param folder has package-lock.json and node_modules
 * @returns the page, and a sentence for each package whose licence is not allowed
 * @throws Error that names the package if one is not installed
 */
export function thirdParty(folder: string): { page: string; faults: string[] } {
  const packages = shippedPackages(readLock(folder)).map((shipped) => licensed(folder, shipped));
  const faults = packages
    .filter(({ licence }) => !isAllowed(licence))
    .map(
      ({ name, version, licence }) =>
        `${name} ${version} has ${licence === '' ? 'no licence' : `the licence ${licence}`}: expected one that release/licence-expression.ts allows.`,
    );
  return { page: pageOf(packages), faults };
}

function licensed(folder: string, shipped: ShippedPackage): Licensed {
  const { license, licenses } = JSON.parse(readFileSync(join(folder, shipped.path, 'package.json'), 'utf8'));
  const names = readdirSync(join(folder, shipped.path)).filter((name) =>
    /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i.test(name),
  );
  return {
    ...shipped,
    licence: licenceOf(license ?? licenses),
    texts: names.sort().map((name) => `${shipped.path}/${name}`),
  };
}

/** Older packages have a licence as an object, or a list of such. */
function licenceOf(said: unknown): string {
  if (typeof said === 'string') return said;
  if (Array.isArray(said)) return said.map(licenceOf).join(' OR ');
  return said !== null && typeof said === 'object' && 'type' in said ? String(said.type) : '';
}

function pageOf(packages: readonly Licensed[]): string {
  const counts = new Map<string, number>();
  for (const { licence } of packages) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const byCount = [...counts].sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1));
  return [
    '# Packages of others',
    '',
    'These are the packages that npm installs with `camunda-dynamodb-worker`, and those that its image has. The image also has Node and Debian,',
    'with licences of their own. `npm run licences` writes this page.',
    '',
    '| Licence | Packages |',
    '| --- | --- |',
    ...byCount.map(([licence, many]) => `| ${licence} | ${many} |`),
    '',
    '| Package | Version | Licence | In | Its text |',
    '| --- | --- | --- | --- | --- |',
    ...packages.map((one) => `| ${one.name} | ${one.version} | ${one.licence} | ${placeOf(one)} | ${textOf(one)} |`),
    '',
  ].join('\n');
}

function placeOf({ withPackage, inImage }: Licensed): string {
  if (withPackage && inImage) return 'both';
  return withPackage ? 'package' : 'image';
}

function textOf({ texts }: Licensed): string {
  return texts.length === 0
    ? 'none: only its package.json names the licence'
    : texts.map((text) => `\`${text}\``).join(', ');
}
