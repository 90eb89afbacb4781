import type { Command } from './command.ts';

interface Entry {
  /** What it does, for the list of all commands. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** The commands by their names. Each is loaded when it is called. */
export const commands: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  [
    'check',
    {
      summary: 'say what the tasks of a diagram would be refused for',
      load: async () => (await import('./check.ts')).check,
    },
  ],
  [
    'run',
    { summary: 'do one job without a cluster, or show its requests', load: async () => (await import('./run.ts')).run },
  ],
  [
    'migrate',
    {
      summary: "rewrite tasks of Camunda's own connector for this worker",
      load: async () => (await import('./migrate.ts')).migrate,
    },
  ],
  ['feel', { summary: 'evaluate a FEEL expression', load: async () => (await import('./feel.ts')).feel }],
]);
