import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ImageFolder } from './image-folder.ts';

/** The words of the log when the worker takes jobs. */
const STARTED = 'The worker has started';

/** A worker that runs from the folder of an image. */
export interface StartedWorker {
  readonly pid: number;
  /** From the start of the process to its log line that it has started, in milliseconds. */
  readonly startMs: number;
  /** The memory that it had in RAM then, in bytes, where the system tells it (`/proc`). */
  readonly residentBytes: number | undefined;
  /** Runs the image's health check, and gives its exit code. */
  check(): Promise<number | null>;
  /** Sends SIGTERM, and gives the exit code. */
  stop(): Promise<number | null>;
  /** Ends it at once if it still runs. */
  kill(): void;
}

/**
 * Starts what an image starts, as its user where this process may change users, and returns when it takes jobs.
 * @param variables the settings, PATH included
 * @throws Error with what it printed if it ends before
 */
export async function startFromImage(image: ImageFolder, variables: NodeJS.ProcessEnv): Promise<StartedWorker> {
  const [uid, gid] = image.user.split(':').map(Number);
  const options = {
    cwd: image.folder,
    env: { ...image.environment, ...variables },
    ...(process.getuid?.() === 0 && { uid, gid }),
  };
  const startChild = ([command = '', ...args]: readonly string[]) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve));
    return { child, exited };
  };
  const before = performance.now();
  const { child, exited } = startChild(image.entrypoint);
  const printed: string[] = [];
  const lines = createInterface(child.stdout);
  const startMs = await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      printed.push(line);
      if (line.includes(STARTED)) resolve(performance.now() - before);
    });
    exited.then(
      (code) => reject(new Error(`The worker ended with ${code} before it had started:\n${printed.join('\n')}`)),
      reject,
    );
  });
  return {
    pid: child.pid as number,
    startMs,
    residentBytes: residentBytesOf(child.pid as number),
    check: () => startChild(image.healthcheck).exited,
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

function residentBytesOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [, kilobytes] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
