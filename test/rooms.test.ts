import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

/** The rooms of `src`, from the top: each may import from the rooms below it only. */
const rooms = [
  'commands',
  'migration',
  'worker',
  'metrics',
  'tracing',
  'camunda-dialect',
  'zeebe',
  'review',
  'job',
  'operations',
  'transactions',
  'items',
  'batches',
  'pages',
  'tables',
  'preflight',
  'secrets',
  'dynamodb',
  'credentials',
  'network',
  'policy',
  'connection',
  'operation',
  'expressions',
  'fields',
  'attributes',
  'keys',
  'diagram',
  'failure',
  'json',
  'async',
  'feel',
];

/** What a function gave for each text, which is asked for again and again. */
function kept<Value>(make: (text: string) => Value): (text: string) => Value {
  const values = new Map<string, Value>();
  return (text) => {
    const value = values.get(text) ?? make(text);
    values.set(text, value);
    return value;
  };
}

const filesIn = kept((folder): string[] => {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
});

const textOf = kept((file) => readFileSync(join(root, file), 'utf8'));

/** The files of the project that a file imports. */
const importsOf = kept((file): string[] =>
  [...textOf(file).matchAll(/(?:\bfrom|\bimport\(|\bimport)\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    normalize(join(dirname(file), path)),
  ),
);

const roomOf = (file: string) =>
  file.startsWith('src/') ? (file.split('/')[1] as string) : (file.split('/')[0] as string);

test('the top of src has the rooms and the front door', () => {
  expect(readdirSync(join(root, 'src')).sort()).toEqual([...rooms, 'index.ts'].sort());
});

test('each room imports from the rooms below it only', () => {
  const upward = filesIn('src')
    .filter((file) => file !== 'src/index.ts')
    .flatMap((file) =>
      importsOf(file)
        .filter(
          (target) => roomOf(target) !== roomOf(file) && rooms.indexOf(roomOf(target)) <= rooms.indexOf(roomOf(file)),
        )
        .map((target) => `${file} -> ${target}`),
    );
  expect(upward).toEqual([]);
});

/** The folders beside `src` that are not part of the package, each with those that it may import from. */
const beside: Readonly<Record<string, readonly string[]>> = {
  deploy: ['src'],
  'element-templates': ['src', 'deploy'],
  examples: ['src'],
  release: [],
  workers: ['src'],
};

test('the folders beside src import from each other one way only', () => {
  const strange = Object.entries(beside).flatMap(([folder, allowed]) =>
    filesIn(folder)
      .flatMap((file) => importsOf(file).map((target) => ({ file, target, top: target.split('/')[0] as string })))
      .filter(({ top }) => top !== folder && !allowed.includes(top))
      .map(({ file, target }) => `${file} -> ${target}`),
  );
  expect(strange).toEqual([]);
});

test("only the worker knows Camunda's dialect, and loads it when it is wanted", () => {
  const knows = filesIn('src').filter(
    (file) => roomOf(file) !== 'camunda-dialect' && importsOf(file).some((path) => roomOf(path) === 'camunda-dialect'),
  );
  expect(knows).toEqual(['src/worker/served-jobs.ts', 'src/worker/settings.ts']);
  const atOnce = ['src/worker/served-jobs.ts', 'src/worker/settings.ts'].flatMap((file) => [
    ...textOf(file).matchAll(/^import (?!type )[^;]*?from '([^']+camunda-dialect[^']+)'/gms),
  ]);
  expect(atOnce.map(([, path]) => path)).toEqual(['../camunda-dialect/job-types.ts']);
});

test('FEEL imports nothing of ours', () => {
  expect(
    filesIn('src/feel')
      .flatMap(importsOf)
      .filter((file) => roomOf(file) !== 'feel'),
  ).toEqual([]);
});

test('only tracing knows OpenTelemetry, and what of it loads OpenTelemetry is loaded when traces are wanted', () => {
  const knows = filesIn('src').filter((file) => textOf(file).includes("'@opentelemetry/"));
  expect(knows.filter((file) => roomOf(file) !== 'tracing')).toEqual([]);
  const atOnce = /^import (?!type )[^;]*?from '([^']+)'/gms;
  const loads = filesIn('src')
    .filter((file) => roomOf(file) !== 'tracing')
    .flatMap((file) => [...textOf(file).matchAll(atOnce)].map(([, path = '']) => join(dirname(file), path)))
    .filter((file) => roomOf(file) === 'tracing');
  expect([...new Set(loads)]).toEqual(['src/tracing/wanted.ts']);
  expect(importsOf('src/tracing/wanted.ts')).toEqual([]);
});

test('only the process reads the environment', () => {
  const readers = ['src', 'element-templates', 'deploy'].flatMap(filesIn).filter((file) => {
    return /\bprocess\.(?:env|exit|argv)\b/.test(textOf(file));
  });
  expect(readers).toEqual(['element-templates/generate.ts', 'deploy/generate/manifests.ts']);
});

/** What a file takes from others of the project, as `file#name`. Of a file that it imports when it needs it, each of its words. */
function namesTakenBy(file: string): string[] {
  const text = textOf(file);
  const words = () => text.match(/\w+/g) ?? [];
  const named = [...text.matchAll(/^(?:import|export) (?:type )?\{([^}]*)\} from '(\.[^']+)'/gm)].map(
    ([, names = '', path = '']) => [path, names.replace(/\btype\s+|\s+as\s+\w+/g, '').match(/\w+/g) ?? []] as const,
  );
  const later = [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, path = '']) => [path, words()] as const);
  return [...named, ...later].flatMap(([path, names]) =>
    names.map((name) => `${normalize(join(dirname(file), path))}#${name}`),
  );
}

/** What a file declares for others, or passes on to them, as `file#name`. */
function namesGivenBy(file: string): string[] {
  const text = textOf(file);
  const declared = text.matchAll(/^export (?:abstract |async )*(?:function\*?|const|class|interface|type) (\w+)/gm);
  const passedOn = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) =>
    [...names.matchAll(/(\w+)\s*(?:,|$)/g)].map(([, name]) => name),
  );
  return [...[...declared].map(([, name]) => name), ...passedOn].map((name) => `${file}#${name}`);
}

test('what is exported is imported by another file', () => {
  const folders = ['src', 'workers', 'element-templates', 'deploy', 'examples', 'bench', 'release', 'test'];
  const taken = new Set(folders.flatMap(filesIn).flatMap(namesTakenBy));
  const given = filesIn('src')
    .filter((file) => file !== 'src/index.ts')
    .flatMap(namesGivenBy);
  expect(given.length).toBeGreaterThan(300);
  expect(given.filter((name) => !taken.has(name))).toEqual([]);
});

/** Tests of other rings, by the names of their files and folders: see `vitest.config.ts`. */
const slower =
  /\.(?:loopback|db|soak)\.test\.ts$|^test\/(?:browser|deploy|docs|e2e|element-templates|local|modeler|package|release|workers)\//;

/** A file of tests, and what it imports of other tests' code, also by others. */
function codeOfTest(file: string, seen = new Set([file])): Set<string> {
  for (const target of importsOf(file)) {
    if (!target.startsWith('test/') || seen.has(target)) continue;
    codeOfTest(target, seen.add(target));
  }
  return seen;
}

test('a test with a server or a process of its own is not of the ring fast', () => {
  const fast = filesIn('test').filter((file) => file.endsWith('.test.ts') && !slower.test(file));
  const starts = /\b(?:create\w*Server|createSocket|new \w*Server|fork|spawn)\(/;
  expect(fast.length).toBeGreaterThan(100);
  expect(fast.filter((file) => [...codeOfTest(file)].some((one) => starts.test(textOf(one))))).toEqual([]);
});
