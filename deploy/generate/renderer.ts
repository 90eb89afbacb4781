import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

/** The values with which the chart is rendered. */
export interface ValueSet {
  readonly release: string;
  readonly namespace: string;
  readonly values: object;
}

/** What came of it: the text of each template, by its file's name, or why there is none. */
export type Rendered =
  | { readonly files: Readonly<Record<string, string>>; readonly error?: undefined }
  | { readonly error: string };

/** Renders the chart with each of the values. */
export type Renderer = (sets: readonly ValueSet[]) => Rendered[];

/** The version for which Helm renders: the chart is for 1.27 and newer. */
const KUBERNETES = '1.31.0';

type Variables = Readonly<Record<string, string | undefined>>;

const root = fileURLToPath(new URL('../../', import.meta.url));
const chart = join(root, 'deploy/helm/camunda-dynamodb-worker');
const source = join(root, 'deploy/render');

/**
 * Finds what renders the chart: Helm itself, if the variable HELM has its path, else the program in `deploy/render`, which Go builds
 * once. Undefined, with a warning, when there is neither.
 * @param cache where the program is kept
 * @throws Error when there is neither under CI, or when the program cannot be built
 */
export function findRenderer(environment: Variables, cache = join(root, '.cache')): Renderer | undefined {
  const { HELM, PATH = '', CI } = environment;
  if (HELM) return (sets) => sets.map((set) => renderWithHelm(HELM, set));
  const program = join(cache, `helm-render-${digestOfSource()}`);
  const go = PATH.split(delimiter)
    .map((folder) => join(folder, 'go'))
    .find((path) => existsSync(path));
  if (existsSync(program) || go !== undefined) {
    if (!existsSync(program)) build(go as string, program);
    return (sets) =>
      JSON.parse(execFileSync(program, [chart], { input: JSON.stringify(sets), encoding: 'utf8', maxBuffer: 2 ** 28 }));
  }
  const missing = 'Neither Helm nor Go is there: install Go 1.22 or newer, or set HELM to the path of Helm';
  if (CI) throw new Error(missing);
  console.warn(`The tests of the rendered chart are SKIPPED. ${missing}.`);
  return undefined;
}

function digestOfSource(): string {
  const hash = createHash('sha256');
  for (const file of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(source, file)));
  return hash.digest('hex').slice(0, 12);
}

/** Builds the program. Another process may do the same at the same time: the last one's stays. */
function build(go: string, program: string): void {
  console.warn('Go builds the program that renders the chart. This takes a minute, once.');
  const unfinished = `${program}.${process.pid}`;
  mkdirSync(dirname(program), { recursive: true });
  try {
    execFileSync(go, ['build', '-buildvcs=false', '-o', unfinished, '.'], {
      cwd: source,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    accessSync(unfinished);
    renameSync(unfinished, program);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function renderWithHelm(helm: string, { release, namespace, values }: ValueSet): Rendered {
  const options = ['--namespace', namespace, '--values', '-', '--kube-version', KUBERNETES];
  try {
    const text = execFileSync(helm, ['template', release, chart, ...options], {
      input: JSON.stringify(values),
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 2 ** 28,
    });
    return { files: byFile(text) };
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    if (stderr === undefined) throw error;
    return { error: stderr };
  }
}

/** Parts Helm's output into its files, which a comment above each names. */
function byFile(text: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const document of text.split(/^---\n/m)) {
    const [, name] = /^# Source: .*\/([^/\n]+)\n/.exec(document) ?? [];
    if (name !== undefined) files[name] = (files[name] ?? '') + document.replace(/^# Source: .*\n/, '');
  }
  return files;
}

/** Gives the objects in rendered texts, without their notes. */
export function objectsIn(files: Readonly<Record<string, string>>): unknown[] {
  return Object.entries(files)
    .filter(([name]) => name.endsWith('.yaml'))
    .flatMap(([name, text]) => {
      const documents = parseAllDocuments(text);
      return (Array.isArray(documents) ? documents : []).flatMap((document) => {
        if (document.errors.length > 0) throw new Error(`${name}: ${document.errors[0]?.message}\n${text}`);
        const value: unknown = document.toJS();
        return value === null ? [] : [value];
      });
    });
}
