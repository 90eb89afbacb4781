import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';

/** Ends the processes it was told of once this process is gone, however that went: nothing else outlives a SIGKILL. */
const program = `
  const pids = new Set();
  let rest = '';
  process.stdin.setEncoding('utf8').on('data', (text) => {
    const lines = (rest + text).split('\\n');
    rest = lines.pop();
    for (const line of lines) line[0] === '+' ? pids.add(+line.slice(1)) : pids.delete(+line.slice(1));
  });
  process.stdin.on('close', () => {
    for (const pid of pids) try { process.kill(pid, 'SIGKILL') } catch (error) { if (error.code !== 'ESRCH') throw error }
  });
`;

let guard: ChildProcess | undefined;

/** From here on the process with that id dies when this one does. */
export function guardProcess(pid: number): void {
  tell(`+${pid}\n`);
}

/** The process with that id has ended: its number may soon be another's. */
export function releaseProcess(pid: number): void {
  tell(`-${pid}\n`);
}

function tell(line: string): void {
  guard ??= startGuard();
  guard.stdin?.write(line);
}

function startGuard(): ChildProcess {
  const started = spawn(process.execPath, ['--eval', program], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Out of reach of a Ctrl-C, which goes to all processes of the terminal.
    detached: true,
    windowsHide: true,
  });
  started.unref();
  if (started.stdin instanceof Socket) started.stdin.unref();
  return started;
}
