import { chmod, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { billOfMaterials } from '../../release/bill-of-materials.ts';
import { chartFolder, gitFaults, releaseFaults } from '../../release/checks.ts';
import { runCommand } from '../../release/command.ts';
import { makeReleaseFiles } from '../../release/files.ts';
import { clone, copyClone } from '../support/clone.ts';
import { isLongForm } from '../support/long-form.ts';
import { makeMemoryFolder } from '../support/memory-folder.ts';

let work: string;
let folder: string;
const git = (...args: string[]) => runCommand('git', args, { cwd: folder });
const read = (file: string) => readFile(join(folder, file), 'utf8');

async function write(file: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), content);
}

async function change(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await read(file);
  expect(text.search(from), `${from} in ${file}`).not.toBe(-1);
  await write(file, text.replace(from, to));
}

/** A clone of what is here, also of what is not committed, in which version 1.2.3 is ready but for its commit. */
beforeAll(async () => {
  work = await makeMemoryFolder('release-');
  folder = join(work, 'clone');
  await copyClone(folder);
  await symlink(join(clone, 'node_modules'), join(folder, 'node_modules'));
  await git('init', '--quiet');
  await git('config', 'user.name', 'test');
  await git('config', 'user.email', 'test@example.com');
  await write('.git/info/exclude', 'node_modules\n');
  await runCommand('npm', ['version', '1.2.3', '--no-git-tag-version', '--ignore-scripts'], { cwd: folder });
  const sections = (await read('CHANGELOG.md')).replace(/^## [\s\S]*/m, '');
  await write('CHANGELOG.md', `${sections}## 1.2.3 - 2026-12-01\n\n### Added\n\n* All of it\n`);
  await write(`${chartFolder}/Chart.yaml`, 'name: camunda-dynamodb-worker\nversion: 1.2.3\nappVersion: 1.2.3\n');
  await runCommand('npm', ['run', 'generate', '--', '--publish'], { cwd: folder });
  await git('add', '--all');
});
afterAll(() => rm(work, { recursive: true, force: true }));

test('what is not ready is told, all of it and nothing else', async () => {
  expect(await releaseFaults(folder)).toEqual([
    expect.stringMatching(/^The clone has changes that are not committed:\n/),
  ]);
  await git('commit', '--quiet', '--message', 'Ready');
  expect(await gitFaults(folder, '1.2.3')).toEqual([]);

  await change('package-lock.json', '"version": "1.2.3"', '"version": "1.2.2"');
  await change(`${chartFolder}/Chart.yaml`, /appVersion: .*/, 'appVersion: 1.2.1');
  await change('CHANGELOG.md', '## 1.2.3 - 2026-12-01', '## Unreleased');
  await change('THIRD-PARTY.md', '| MIT |', '| Free |');
  await git('rm', '--quiet', 'element-templates/versioned/aws-dynamodb-1.json');
  await git('commit', '--quiet', '--all', '--message', 'Not ready');
  await git('tag', 'v1.2.3');
  expect(await releaseFaults(folder, { repository: 'https://github.com/owner/name' })).toEqual([
    'package-lock.json says version 1.2.2, package.json 1.2.3: run npm install --package-lock-only.',
    'deploy/helm/camunda-dynamodb-worker/Chart.yaml: expected appVersion to be 1.2.3, as in package.json, got 1.2.1.',
    'CHANGELOG.md: its top section is Unreleased and has entries: make "## 1.2.3 - DATE" its heading.',
    'THIRD-PARTY.md is not what the installed packages say: run npm run licences.',
    'package.json: expected repository.url to be git+https://github.com/owner/name.git, got none: npm checks the provenance against it.',
    'The tag v1.2.3 is there already: raise the version.',
    expect.stringMatching(
      /element-templates\/versioned\/aws-dynamodb-1\.json is not what the code says[\s\S]*For versions of templates: npm run generate -- --publish\.$/,
    ),
  ]);
  await git('tag', '--delete', 'v1.2.3');
  await git('reset', '--quiet', '--hard', 'HEAD~1');
});

test('a workflow releases the commit of the tag, if the tag is that of the version', async () => {
  await git('tag', 'v1.2.3');
  expect(await gitFaults(folder, '1.2.3', 'v1.2.3')).toEqual([]);
  expect(await gitFaults(folder, '1.2.3', 'v1.2.4')).toEqual([
    'Expected the tag v1.2.3, as package.json says, got v1.2.4.',
  ]);
  await git('commit', '--quiet', '--allow-empty', '--message', 'Later');
  expect(await gitFaults(folder, '1.2.3', 'v1.2.3')).toEqual(['The tag v1.2.3 is that of another commit.']);
});

test('the files of a release are made, with their checksums, and each package is in the bill of materials', async () => {
  // helm, as far as the release needs it.
  const bin = join(work, 'bin');
  await mkdir(bin);
  await writeFile(join(bin, 'helm'), '#!/bin/sh\necho packed > "$4/camunda-dynamodb-worker-1.2.3.tgz"\n');
  await chmod(join(bin, 'helm'), 0o755);
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env.PATH}`);
  // The long form builds what is packed, the short one takes what `npm run build` has made.
  if (!isLongForm) {
    vi.stubEnv('npm_config_ignore_scripts', 'true');
    await cp(join(clone, 'dist'), join(folder, 'dist'), { recursive: true });
  }
  const target = join(work, 'files');
  const made = await makeReleaseFiles(folder, target);
  expect(made).toEqual({
    files: [
      'NOTES.md',
      'THIRD-PARTY.md',
      'camunda-dynamodb-worker-1.2.3.tgz',
      'camunda-dynamodb-worker-chart-1.2.3.tgz',
      'sbom.cdx.json',
      'SHA256SUMS',
    ],
    missing: [],
  });
  await runCommand('sha256sum', ['--check', 'SHA256SUMS'], { cwd: target });
  expect(await readFile(join(target, 'NOTES.md'), 'utf8')).toBe('### Added\n\n* All of it\n');

  const text = await readFile(join(target, 'sbom.cdx.json'), 'utf8');
  const { bomFormat, specVersion, serialNumber, metadata, components, dependencies } = JSON.parse(text);
  expect({ bomFormat, specVersion }).toEqual({ bomFormat: 'CycloneDX', specVersion: '1.5' });
  expect(serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(metadata.component.purl).toBe('pkg:npm/camunda-dynamodb-worker@1.2.3');
  const packages: Readonly<Record<string, { version?: string; dev?: boolean }>> = JSON.parse(
    await read('package-lock.json'),
  ).packages;
  const locked = Object.entries(packages).flatMap(([path, { version, dev }]) =>
    path.startsWith('node_modules/') && version !== undefined && !dev
      ? [`${path.replace(/^.*node_modules\//, '')}@${version}`]
      : [],
  );
  const listed = components.map((one: { name: string; version: string }) => `${one.name}@${one.version}`);
  expect(listed.toSorted()).toEqual([...new Set(locked)].sort());
  expect(dependencies).toHaveLength(listed.length + 1);
  for (const { purl, hashes, licenses } of components) {
    expect(purl).toMatch(/^pkg:npm\//);
    expect(hashes).toHaveLength(1);
    expect(licenses).toHaveLength(1);
  }

  expect(await billOfMaterials(folder)).toBe(text);
});
