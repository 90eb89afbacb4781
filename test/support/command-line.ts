import type { Command } from '../../src/commands/command.ts';

/** What a command of a test has, beside its arguments. */
interface Given {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command in this process. Variables that it sets are set for it alone. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  { env = {}, input = '' }: Given = {},
): Promise<Ended> {
  let output = '';
  let errors = '';
  const code = await command.run(args, {
    env,
    setVariables: (variables) => ({ ...env, ...variables }),
    readInput: async () => Buffer.from(input),
    print(text) {
      output += `${text}\n`;
    },
    warn(text) {
      errors += `${text}\n`;
    },
  });
  return { code, output, errors };
}
