import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answers, type Child, startChild } from '../../examples/local/child.ts';
import { freePort } from '../../examples/local/ports.ts';
import { runCommand } from '../../release/command.ts';
import { clone, copyClone, lockWithAddresses } from './clone.ts';
import { isLongForm } from './long-form.ts';
import { makeMemoryFolder } from './memory-folder.ts';

/** Where a worker finds its gateway and its database. */
export interface WorkerPlace {
  /** Like `grpc://127.0.0.1:26500`. */
  readonly gateway: string;
  /** Like `http://127.0.0.1:8000`. */
  readonly database: string;
}

/** A user's project beside which the clone might not be: the package is installed in it, and the example reserve-stock stands in it. */
export interface InstalledProject {
  readonly folder: string;
  /** The folder of the installed package. */
  readonly package: string;
  /** Checks the example's types against the shipped declarations, those of all packages too, and compiles it. */
  compile(): Promise<void>;
  /** Runs a compiled file of the example to its end, and gives what it printed. */
  run(file: string, settings?: NodeJS.ProcessEnv): Promise<string>;
  /** Runs the package's program to its end, as `npx` would, and gives what it printed. */
  program(...args: string[]): Promise<string>;
  /** Starts the example's worker, compiled, and returns when it takes jobs. */
  startWorker(place: WorkerPlace): Promise<Child & { readonly logFile: string }>;
  remove(): Promise<void>;
}

const example = 'reserve-stock';

/** npm tells the scripts that it runs of itself and of the project by variables; one that is run anew must not believe them. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_ENV$/i.test(name)));

const typescript = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    types: ['node'],
    strict: true,
    rewriteRelativeImportExtensions: true,
    outDir: 'built',
  },
  include: ['*.ts'],
};

/** Packs the package from a copy of what is in the clone, and installs it in a project that `npm init` has made. */
export async function installPackage(): Promise<InstalledProject> {
  const work = await makeMemoryFolder('installed-package-');
  try {
    return await installIn(work);
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    throw error;
  }
}

async function installIn(work: string): Promise<InstalledProject> {
  const packed = await pack(work);
  const folder = join(work, 'project');
  await mkdir(folder);
  const npm = (...args: string[]) => runCommand('npm', args, { cwd: folder, environment });
  await npm('init', '--yes');
  await npm('pkg', 'set', 'type=module');
  const { dependencies, devDependencies } = JSON.parse(await readFile(join(clone, 'package.json'), 'utf8'));
  const dynamodb = `@aws-sdk/client-dynamodb@${dependencies['@aws-sdk/client-dynamodb']}`;
  if (!isLongForm) await takeVersionsOfLock(folder);
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await npm('install', ...quiet, packed, dynamodb, `@types/node@${devDependencies['@types/node']}`);
  const installed = join(folder, 'node_modules/camunda-dynamodb-worker');
  await cp(join(installed, 'examples', example), folder, { recursive: true });
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(typescript));
  const built = (file: string) => join(folder, 'built', file);
  return {
    folder,
    package: installed,
    async compile() {
      await runCommand(process.execPath, [join(clone, 'node_modules/typescript/bin/tsc')], {
        cwd: folder,
        environment,
      });
    },
    run: (file, settings) =>
      runCommand(process.execPath, [built(file)], { cwd: folder, environment: { ...environment, ...settings } }),
    program: (...args) => npm('exec', '--offline', '--', 'camunda-dynamodb-worker', ...args),
    async startWorker({ gateway, database }) {
      const port = await freePort();
      const logFile = join(work, 'worker.log');
      const child = await startChild({
        name: "The example's worker",
        command: process.execPath,
        args: [built('worker.js')],
        environment: {
          ...environment,
          CAMUNDA_AUTH_STRATEGY: 'NONE',
          ZEEBE_GRPC_ADDRESS: gateway,
          AWS_ENDPOINT_URL_DYNAMODB: database,
          AWS_REGION: 'eu-central-1',
          SECRET_AWS_ACCESS_KEY: 'testAccessKey',
          SECRET_AWS_SECRET_KEY: 'test-secret-key',
          DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
          DYNAMODB_WORKER_HTTP_PORT: String(port),
        },
        logFile,
        isReady: () => answers(`http://127.0.0.1:${port}/readyz`, 200),
      });
      return { ...child, logFile };
    },
    remove: () => rm(work, { recursive: true, force: true }),
  };
}

/** The versions of other packages are those of our lock. npm leaves out what the package does not depend on. */
async function takeVersionsOfLock(project: string): Promise<void> {
  const { packages } = await lockWithAddresses();
  const shipped = Object.entries(packages).filter(
    ([path, { dev, link }]) => path.startsWith('node_modules/') && !dev && !link,
  );
  const lock = { lockfileVersion: 3, requires: true, packages: { '': {}, ...Object.fromEntries(shipped) } };
  await writeFile(join(project, 'package-lock.json'), JSON.stringify(lock));
}

/** Packs a copy of the clone. In the short form it takes what `npm run build` has made, in the long form the package builds itself. */
async function pack(work: string): Promise<string> {
  const copy = join(work, 'clone');
  await copyClone(copy);
  if (isLongForm) await symlink(join(clone, 'node_modules'), join(copy, 'node_modules'), 'junction');
  else await cp(join(clone, 'dist'), join(copy, 'dist'), { recursive: true });
  const built = isLongForm ? [] : ['--ignore-scripts'];
  await runCommand('npm', ['pack', ...built, '--pack-destination', work], { cwd: copy, environment });
  const packed = (await readdir(work)).find((file) => file.endsWith('.tgz'));
  if (packed === undefined) throw new Error('npm pack has made no file');
  return join(work, packed);
}
