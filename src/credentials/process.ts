import { type ChildProcess, spawn } from 'node:child_process';
import { externalDataInterceptor } from '@smithy/core/config';
import { currentOwner, MAX_OWNED_BYTES } from '../async/owner.ts';

/** The child processes that run now. */
const running = new Set<ChildProcess>();
const HAS_GROUPS = process.platform !== 'win32';

/**
 * Makes the SDK run the `credential_process` of a profile with `run` instead of Node's `exec`, which would not end what the shell
 * has started. The SDK has a place for this, but not in the settings of its providers.
 */
export function runProcessesOwned(): void {
  externalDataInterceptor.getTokenRecord().exec = (command: string, done: Done) => {
    run(command).then((stdout) => done(null, { stdout }), done);
  };
}

type Done = (error: Error | null, output?: { readonly stdout: string }) => void;

/**
 * Runs a command line, and gives what it writes to standard output. It is killed, with all that it has started, when its owner's
 * signal aborts, when it writes more than MAX_OWNED_BYTES, and when the worker exits.
 * @throws Error when it fails or writes too much; the reason of the owner's signal
 */
function run(command: string): Promise<string> {
  const signal = currentOwner()?.signal;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const child = spawn(command, { shell: true, detached: HAS_GROUPS, windowsHide: true, stdio: [...stdio] });
    running.add(child);
    const output: Buffer[] = [];
    let bytes = 0;
    const end = (error: Error) => {
      killGroup(child);
      reject(error);
    };
    const abort = () => end(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    child.stdout?.on('data', (chunk: Buffer) => {
      output.push(chunk);
      bytes += chunk.length;
      if (bytes > MAX_OWNED_BYTES) end(new Error(`its credential_process wrote more than ${MAX_OWNED_BYTES} bytes`));
    });
    child.on('error', (error) => {
      running.delete(child);
      reject(error);
    });
    // This comes when all who have its output have closed it, also those that it has started.
    child.on('close', (code, killedBy) => {
      running.delete(child);
      signal?.removeEventListener('abort', abort);
      if (code === 0) resolve(Buffer.concat(output).toString());
      else reject(new Error(`its credential_process failed: ${killedBy ?? `exit code ${code}`}`));
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(HAS_GROUPS ? -pid : pid, 'SIGKILL');
  } catch (error) {
    // The processes have ended meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

process.on('exit', () => {
  for (const child of running) killGroup(child);
});
