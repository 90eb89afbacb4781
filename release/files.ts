import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { billOfMaterials } from './bill-of-materials.ts';
import { changelogSections } from './changelog.ts';
import { chartFolder, hasHelm } from './checks.ts';
import { runCommand } from './command.ts';
import { licencesFile } from './third-party.ts';

/** Where the files of a release are made, below the clone. The workflow hands on all of this folder. */
export const releaseFolder = '.cache/release';
/** The changelog's section of the release. */
export const notesFile = 'NOTES.md';
/** The checksums of all other files, as `sha256sum --check` takes them. */
const sumsFile = 'SHA256SUMS';

/**
 * Makes all files of a release, and sends none anywhere: the npm package, the Helm chart, the bill of materials, the licences, the notes
 * and the checksums.
 * @param folder the clone
 * @param target a folder for them, which is emptied
 * @returns their names, and what could not be made
 */
export async function makeReleaseFiles(
  folder: string,
  target: string,
): Promise<{ files: string[]; missing: string[] }> {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await runCommand('npm', ['pack', '--pack-destination', target], { cwd: folder });
  await writeFile(join(target, 'sbom.cdx.json'), await billOfMaterials(folder));
  await copyFile(join(folder, licencesFile), join(target, licencesFile));
  const [newest] = changelogSections(await readFile(join(folder, 'CHANGELOG.md'), 'utf8')).filter(
    ({ text }) => text !== '',
  );
  await writeFile(join(target, notesFile), `${newest?.text ?? ''}\n`);
  const missing = await packageChart(folder, target);
  const files = (await readdir(target)).sort();
  const sums = await Promise.all(
    files.map(
      async (file) =>
        `${createHash('sha256')
          .update(await readFile(join(target, file)))
          .digest('hex')}  ${file}\n`,
    ),
  );
  await writeFile(join(target, sumsFile), sums.join(''));
  return { files: [...files, sumsFile], missing };
}

async function packageChart(folder: string, target: string): Promise<string[]> {
  if (!existsSync(join(folder, chartFolder, 'Chart.yaml'))) return [`The chart: there is no ${chartFolder}.`];
  if (!hasHelm()) return ['The chart: there is no helm on the PATH.'];
  // Helm would give it the name of the npm package's file.
  const work = await mkdtemp(join(tmpdir(), 'chart-'));
  try {
    await runCommand('helm', ['package', chartFolder, '--destination', work], { cwd: folder });
    const [packed = ''] = await readdir(work);
    await copyFile(join(work, packed), join(target, packed.replace(/(-\d+\.\d+\.\d+.*\.tgz)$/, '-chart$1')));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return [];
}
