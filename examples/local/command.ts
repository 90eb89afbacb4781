import { spawn } from 'node:child_process';

/** Runs a command to its end and returns what it printed; a failure carries the last lines of that. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { cwd?: string; environment?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: options.environment ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(options.cwd && { cwd: options.cwd }),
    });
    const printed: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
    child.on('error', (error) => reject(new Error(`${command} could not be started`, { cause: error })));
    child.on('close', (code, signal) => {
      const text = Buffer.concat(printed).toString();
      if (code === 0) return resolve(text);
      reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}:\n${lastLines(text)}`));
    });
  });
}

/** The last lines of a log, for an error message. */
export function lastLines(text: string, count = 25): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
