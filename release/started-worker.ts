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
  /** The time of processors that it took until then, in milliseconds, and its memory in RAM, in bytes, where the system tells them. */
  readonly used: { readonly cpuMs: number; readonly residentBytes: number } | undefined;
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
    used: usedBy(child.pid as number),
    check: () => startChild(image.healthcheck).exited,
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** What the kernel counts a second by, in /proc: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const TICKS_PER_SECOND = 100;

function usedBy(pid: number): StartedWorker['used'] {
  if (process.platform !== 'linux') return undefined;
  const [, kilobytes = ''] = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m) ?? [];
  // The name, which is in brackets, may have spaces. After it, the 12th and 13th field are the times.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { cpuMs: (ticks * 1_000) / TICKS_PER_SECOND, residentBytes: Number(kilobytes) * 1_024 };
}
