/**
 * Makes what the image adds to its base, and prints its size, how soon the worker starts from it and
 * how much memory it has then.
 * Nothing may be written there while it starts.
 *
 * Usage: npm run image:measure [-- FOLDER_WITH_NODE …]
 */
import { lstat, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './command.ts';
import { makeImageFolder, removeFolder } from './image-folder.ts';
import { startFromImage } from './started-worker.ts';

const RUNS = 5;
const root = fileURLToPath(new URL('../', import.meta.url));
const work = await mkdtemp(join(tmpdir(), 'image-'));
try {
  await runCommand('chmod', ['755', work]);
  const { HOME, PATH = '' } = process.env;
  const image = await makeImageFolder(root, work, { HOME, PATH, npm_config_prefer_offline: 'true' });
  const { bytes, files } = await sizeOf(image.folder);
  console.log(`The image adds ${megabytes(bytes)} in ${files} files to its base, of which`);
  for (const part of ['node_modules', 'dist']) {
    const size = await sizeOf(join(image.folder, part));
    console.log(`  ${part}: ${megabytes(size.bytes)} in ${size.files} files`);
  }
  const packed = await runCommand('sh', ['-c', 'tar -czf - . | wc -c'], { cwd: image.folder });
  console.log(`Compressed, that is ${megabytes(Number(packed))}.`);
  await runCommand('chmod', ['-R', 'a-w', image.folder]);
  const folders = process.argv.slice(2);
  for (const folder of folders.length === 0 ? [''] : folders) {
    const path = `${folder}${delimiter}${PATH}`;
    const started = [];
    for (let run = 0; run < RUNS; run += 1) started.push(await startOnce(path));
    const version = await runCommand('node', ['--version'], { environment: { PATH: path } });
    const [quickest] = started.toSorted((one, other) => one.startMs - other.startMs);
    const { cpuMs = 0, residentBytes = 0 } = quickest?.used ?? {};
    console.log(
      `On Node ${version.trim()}, it takes jobs after ${quickest?.startMs.toFixed(0)} ms (${cpuMs} ms of CPU), with ${megabytes(residentBytes)} of memory (the quickest of ${RUNS}).`,
    );
  }

  async function startOnce(path: string) {
    const worker = await startFromImage(image, {
      PATH: path,
      DYNAMODB_WORKER_HTTP_PORT: '0',
      DYNAMODB_WORKER_HTTP_HOST: '127.0.0.1',
      // Nothing listens there: the worker starts all the same, and goes on trying.
      ZEEBE_GRPC_ADDRESS: 'grpc://127.0.0.1:1',
      CAMUNDA_AUTH_STRATEGY: 'NONE',
      AWS_REGION: 'eu-central-1',
    });
    await worker.stop();
    return worker;
  }
} finally {
  await removeFolder(work);
}

async function sizeOf(folder: string): Promise<{ bytes: number; files: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  const sizes = await Promise.all(
    files.map(async ({ parentPath, name }) => (await lstat(join(parentPath, name))).size),
  );
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: files.length };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
