import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { releaseFolder } from '../../release/files.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
}

const root = new URL('../../', import.meta.url);
const folder = new URL('.github/workflows/', root);
const texts = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);
const workflows = texts.map(([file, text]) => ({ file, ...parse(text) }));
const jobs = workflows.flatMap(({ file, jobs: own }) =>
  Object.entries<Job>(own).map(([id, job]) => ({ at: `${file} ${id}`, ...job })),
);
const steps = jobs.flatMap(({ at, steps: own = [] }) => own.map((step) => ({ at, ...step })));
const release: Readonly<Record<string, Job>> = workflows.find(({ file }) => file === 'release.yml')?.jobs;

test('each action is pinned by a commit, with its version beside it', () => {
  expect(steps.filter(({ uses }) => uses !== undefined).length).toBeGreaterThan(5);
  for (const [, text] of texts) {
    const used = [...text.matchAll(/uses: (.+)/g)]
      .map(([, action = '']) => action)
      .filter((action) => !action.startsWith('./'));
    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  }
});

test('a job may do what it needs, and only who proves its identity or publishes may do more than read', () => {
  expect(workflows.map(({ permissions }) => permissions)).toEqual([{ contents: 'read' }, {}]);
  const more = jobs.flatMap(({ at, permissions = {} }) =>
    Object.entries(permissions).flatMap(([what, how]) => (how === 'write' ? [`${at}: ${what}`] : [])),
  );
  expect(more).toEqual([
    'release.yml npm: id-token',
    'release.yml image: packages',
    'release.yml image: id-token',
    'release.yml chart: packages',
    'release.yml chart: id-token',
    'release.yml github: contents',
    'release.yml github: id-token',
  ]);
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
  expect(checkouts.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
});

test('no text of an event or a variable becomes part of a command: commands read the environment', () => {
  expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
});

test('each job has an end, and nothing is published before all tests, on an approval', () => {
  expect(jobs.filter((job) => job.uses === undefined && job['timeout-minutes'] === undefined)).toEqual([]);
  expect(release.ci?.uses).toBe('./.github/workflows/ci.yml');
  const before = (id: string): string[] => {
    const needed = [release[id]?.needs ?? []].flat();
    return [...needed, ...needed.flatMap(before)];
  };
  for (const id of ['npm', 'image', 'chart', 'github']) {
    expect(before(id)).toEqual(expect.arrayContaining(['ci', 'files']));
    expect(release[id]?.environment).toBe('release');
  }
});

test('what one job hands to others lies where they look for it', () => {
  const uploads = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
  // The folders below a wildcard, or below what several paths share, become part of the names.
  const paths = uploads.map((step) => String(step.with?.path));
  expect(paths.filter((path) => /[*?[\n]/.test(path))).toEqual([]);
  expect(paths).toEqual([releaseFolder]);
});

test('each script that a workflow runs is there and may be run', () => {
  const scripts = steps.flatMap(({ run = '' }) => run.match(/^(?:release\/[\w-]+\.sh|\.ci\/run)/gm) ?? []);
  expect(new Set(scripts).size).toBe(4);
  for (const script of scripts) {
    const file = new URL(script, root);
    expect(existsSync(file) && (statSync(file).mode & 0o111) !== 0, script).toBe(true);
  }
});
