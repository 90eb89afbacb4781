import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { readLock, shippedPackages } from './lock.ts';

/**
 * Has npm make the CycloneDX document of a project's dependencies, from its lock alone.
 *
 * npm sees the project without what is for development only: of a whole one, `npm sbom --omit dev` leaves out each package that
 * development needs as well. The same commit and npm give the same bytes: the serial number is made from the content, and the time is
 * that of the commit.
 * @param folder the project's, with package.json and package-lock.json, in a clone of git
 * @returns JSON, as CycloneDX 1.5 describes it: https://cyclonedx.org/docs/1.5/json/
 */
export async function billOfMaterials(folder: string): Promise<string> {
  const { devDependencies, ...manifest } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const work = await mkdtemp(join(tmpdir(), 'sbom-'));
  try {
    // npm takes the component's name from the folder's.
    const project = join(work, manifest.name);
    await mkdir(project);
    await writeFile(join(project, 'package.json'), JSON.stringify(manifest));
    await writeFile(join(project, 'package-lock.json'), JSON.stringify(shippedLock(folder, manifest)));
    const args = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only'];
    const { serialNumber, metadata, ...content } = JSON.parse(await runCommand('npm', args, { cwd: project }));
    const time = (await runCommand('git', ['log', '-1', '--format=%cI'], { cwd: folder })).trim();
    const document = {
      ...content,
      serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}`,
      metadata: { ...metadata, timestamp: new Date(time).toISOString() },
    };
    return `${JSON.stringify(document, undefined, 2)}\n`;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function shippedLock(folder: string, manifest: object): object {
  const entries = readLock(folder);
  const kept = shippedPackages(entries).filter(({ withPackage }) => withPackage);
  return {
    lockfileVersion: 3,
    requires: true,
    packages: { '': manifest, ...Object.fromEntries(kept.map(({ path }) => [path, entries[path]])) },
  };
}

/** A UUID of version 8, whose content is up to who makes it (RFC 9562). */
function uuidOf(text: string): string {
  const digits = createHash('sha256').update(text).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
