import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { changelogFaults } from './changelog.ts';
import { runCommand } from './command.ts';
import { licencesFile, thirdParty } from './third-party.ts';

/** Where the Helm chart is, if the project has one. */
export const chartFolder = 'deploy/helm/camunda-dynamodb-worker';

/** What a release is checked for beyond what stands in the folder. */
export interface ReleaseOptions {
  /** The tag that is there already, when a workflow makes the release of it. */
  readonly tag?: string | undefined;
  /** The address that package.json must name, like `https://github.com/owner/name`: else npm refuses the provenance. */
  readonly repository?: string | undefined;
}

/** Reads the version that package.json says. */
export function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

/**
 * Says all that keeps a clone from being released, a sentence each. It changes nothing.
 * @param folder the clone
 */
export async function releaseFaults(folder: string, options: ReleaseOptions = {}): Promise<string[]> {
  const version = versionOf(folder);
  return [
    ...versionFaults(folder, version),
    ...chartFaults(folder, version),
    ...helmFaults(options.tag),
    ...changelogFaults(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'), version),
    ...licenceFaults(folder),
    ...repositoryFaults(folder, options.repository),
    ...(await gitFaults(folder, version, options.tag)),
    ...(await templateFaults(folder)),
  ];
}

function versionFaults(folder: string, version: string): string[] {
  const locked = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const others = new Set<string>([locked.version, locked.packages[''].version]);
  others.delete(version);
  return [...others].map(
    (other) => `package-lock.json says version ${other}, package.json ${version}: run npm install --package-lock-only.`,
  );
}

function chartFaults(folder: string, version: string): string[] {
  const file = join(folder, chartFolder, 'Chart.yaml');
  if (!existsSync(file)) return [];
  const chart = parse(readFileSync(file, 'utf8'));
  return ['version', 'appVersion']
    .filter((name) => chart[name] !== version)
    .map(
      (name) => `${chartFolder}/Chart.yaml: expected ${name} to be ${version}, as in package.json, got ${chart[name]}.`,
    );
}

/** Says whether helm is on the PATH, which packages the chart. */
export function hasHelm(): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => existsSync(join(directory, 'helm')));
}

/**
 * Says that helm is missing where the chart is published from what is made here. Who only tries a release needs no chart.
 * @param tag the tag for which a workflow makes the release
 */
export function helmFaults(tag?: string): string[] {
  if (tag === undefined || hasHelm()) return [];
  return ['Expected helm on the PATH, because the chart is a part of the release, got none.'];
}

function licenceFaults(folder: string): string[] {
  const { page, faults } = thirdParty(folder);
  if (readFileSync(join(folder, licencesFile), 'utf8') === page) return faults;
  return [...faults, `${licencesFile} is not what the installed packages say: run npm run licences.`];
}

function repositoryFaults(folder: string, repository: string | undefined): string[] {
  if (repository === undefined) return [];
  const { repository: named } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const expected = `git+${repository}.git`;
  if (named?.url === expected) return [];
  return [
    `package.json: expected repository.url to be ${expected}, got ${named?.url ?? 'none'}: npm checks the provenance against it.`,
  ];
}

/**
 * Says what of git keeps a version from being released: changes that are not committed, and the tag.
 * @param tag the tag that is there already. Without it, the version must have none yet
 */
export async function gitFaults(folder: string, version: string, tag?: string): Promise<string[]> {
  const git = async (...args: string[]) => (await runCommand('git', args, { cwd: folder })).trim();
  const changed = await git('status', '--porcelain');
  const faults =
    changed === '' ? [] : [`The clone has changes that are not committed:\n${changed.replace(/^/gm, '  ')}`];
  const wanted = `v${version}`;
  const tagged = await git('tag', '--list', wanted);
  if (tag === undefined)
    return tagged === '' ? faults : [...faults, `The tag ${wanted} is there already: raise the version.`];
  if (tag !== wanted) return [...faults, `Expected the tag ${wanted}, as package.json says, got ${tag}.`];
  if ((await git('rev-parse', `${tag}^{commit}`)) === (await git('rev-parse', 'HEAD'))) return faults;
  return [...faults, `The tag ${tag} is that of another commit.`];
}

/** What the generator says: files that are not current, and versions of templates that are not kept as published. */
async function templateFaults(folder: string): Promise<string[]> {
  const generator = ['--import', 'tsx', 'element-templates/generate.ts', '--publish', '--check'];
  try {
    await runCommand(process.execPath, generator, { cwd: folder });
    return [];
  } catch (error) {
    return [`${(error as Error).message}\nFor versions of templates: npm run generate -- --publish.`];
  }
}
