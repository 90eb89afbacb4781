import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines } from './command.ts';
import { guardProcess, releaseProcess } from './guard.ts';

/** What to start, where its output goes, and how to tell that it is ready. */
export interface ChildOptions {
  name: string;
  command: string;
  args: readonly string[];
  environment?: NodeJS.ProcessEnv;
  logFile: string;
  isReady: () => Promise<boolean>;
}

/** A process that answers. */
export interface Child {
  pid: number;
  /** Its exit code when it has ended; null when a signal ended it. */
  exited: Promise<number | null>;
  /** Asks it to end, and ends it when it has not within a minute. */
  stop(): Promise<void>;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

const startLimit = 90_000;
const stopLimit = 60_000;
const pollInterval = 50;

/**
 * Starts a process and returns when it is ready; if it ends before that or takes too long, the error carries its log's end.
 * The process ends with this one at the latest.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, args, environment = process.env, logFile } = options;
  const log = openSync(logFile, 'w');
  // In a group of its own, so that Ctrl-C reaches only this process, which can then stop it in order.
  const child: ChildProcess = spawn(command, args, {
    env: environment,
    cwd: dirname(logFile),
    stdio: ['ignore', log, log],
    detached: true,
    windowsHide: true,
  });
  closeSync(log);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await once(child, 'spawn');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${name} has no process id`);
  guardProcess(pid);
  child.once('exit', () => releaseProcess(pid));
  // It alone does not keep this process running; its end does, once that is waited for.
  child.unref();

  let isWanted = true;
  const end = async (signal: NodeJS.Signals) => {
    isWanted = false;
    child.ref();
    if (!hasEnded(child)) child.kill(signal);
    await exited;
  };
  const stop = async () => {
    const late = setTimeout(() => child.kill('SIGKILL'), stopLimit);
    await end('SIGTERM').finally(() => clearTimeout(late));
  };
  const kill = () => end('SIGKILL');

  try {
    await waitUntilReady(child, options);
  } catch (error) {
    await kill();
    throw error;
  }
  child.once('exit', () => isWanted && console.error(endOf(child, options)));
  return { pid, exited, stop, kill };
}

/** A child whose folder goes when it ends. */
export function removingAtEnd({ pid, exited, stop, kill }: Child, folder: string): Child {
  const remove = () => rm(folder, { recursive: true, force: true });
  return { pid, exited, stop: () => stop().then(remove), kill: () => kill().then(remove) };
}

async function waitUntilReady(child: ChildProcess, options: ChildOptions): Promise<void> {
  const limit = Date.now() + startLimit;
  while (!(await options.isReady())) {
    if (hasEnded(child)) throw new Error(endOf(child, options));
    if (Date.now() > limit)
      throw new Error(`${options.name} was not ready after ${startLimit / 1000} s. ${endOfLog(options)}`);
    await sleep(pollInterval);
  }
}

function endOf({ exitCode, signalCode }: ChildProcess, options: ChildOptions): string {
  return `${options.name} ended with ${signalCode ?? exitCode}. ${endOfLog(options)}`;
}

function endOfLog({ logFile }: ChildOptions): string {
  return `Its log (${logFile}) ends with:\n${lastLines(readFileSync(logFile, 'utf8'))}`;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Whether an HTTP server answers at that address, and if asked for, with that status. */
export async function answers(url: string, status?: number): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return status === undefined || response.status === status;
  } catch (error) {
    if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')) return false;
    throw error;
  }
}
