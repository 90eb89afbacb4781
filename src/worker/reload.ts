import type { Secrets } from '../secrets/in-order.ts';
import { operationFaults } from './allowed-operations.ts';
import { ConfigError, loadConfig } from './config.ts';
import type { Policies } from './job-settings.ts';
import type { Logger } from './log.ts';
import type { Variables } from './open.ts';
import { type Config, settings } from './settings.ts';

/** What is read anew while a worker runs. */
interface ReloadedParts {
  /** The variables that the worker was started with. They cannot change. */
  readonly env: Variables;
  /** The operations that jobs may ask for, by their ids. */
  readonly operations: ReadonlyMap<string, unknown>;
  /** The settings that it was started with. */
  readonly started: Config;
  readonly policies: Pick<Policies, 'replace'>;
  readonly secrets: Pick<Secrets, 'refresh'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/**
 * Makes a function that reads the file of settings and the secrets anew. Jobs that begin after that have the new rules. If the file is
 * wrong, everything stays as it was, and the log has each fault. The function gives whether what it read counts, and never rejects.
 * Calls of it follow one after the other. All that come while one reads share the next.
 */
export function reloader(parts: ReloadedParts): () => Promise<boolean> {
  let last: Promise<unknown> = Promise.resolve();
  let waiting: Promise<boolean> | undefined;
  return () => {
    waiting ??= last.then(() => {
      waiting = undefined;
      return reload(parts);
    });
    last = waiting;
    return waiting;
  };
}

async function reload({ env, operations, started, policies, secrets, log }: ReloadedParts): Promise<boolean> {
  let config: Config;
  try {
    config = await loadConfig(env);
    const faults = operationFaults(config, operations, env);
    if (faults.length > 0) throw new ConfigError(faults);
  } catch (error) {
    const faults = error instanceof ConfigError ? error.faults : [(error as Error).message];
    for (const fault of faults) log.error({ fault }, 'The settings are wrong, and those from before still count');
    return false;
  }
  policies.replace(config);
  secrets.refresh();
  const unused = changedSettings(started, config);
  if (unused.length > 0)
    log.warn({ settings: unused }, 'Settings that need a restart have changed, and do not count yet');
  log.info('The rules and the secrets were read anew; jobs that begin now have them');
  return true;
}

/** Gives the names of the settings that have changed and are no rules. */
function changedSettings(started: Config, now: Config): string[] {
  return Object.entries(settings)
    .filter(([, { isRule }]) => !isRule)
    .filter(([key]) => JSON.stringify(started[key as keyof Config]) !== JSON.stringify(now[key as keyof Config]))
    .map(([key]) => key);
}
