import { execFile } from 'node:child_process';

/** How much a command may print, like the whole bill of materials. */
const MOST_BYTES = 64 * 2 ** 20;
const LAST_LINES = 25;

/**
 * Runs a command to its end, and gives what it wrote to standard output.
 * @throws Error with the last lines that it printed when it fails
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, environment = process.env }: { readonly cwd?: string; readonly environment?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env: environment, maxBuffer: MOST_BYTES }, (error, output, errors) => {
      const last = (output + errors).trimEnd().split('\n').slice(-LAST_LINES).join('\n');
      const how = error?.signal ?? error?.code;
      if (error === null) resolve(output);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${how}:\n${last}`, { cause: error }));
    });
  });
}
