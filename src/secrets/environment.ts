import type { SecretStore } from './store.ts';

/** The secrets of environment variables: `KEY` is in `SECRET_KEY`. They do not change while the process runs. */
export function environmentStore(variables: Readonly<Record<string, string | undefined>>, prefix: string): SecretStore {
  return {
    name: 'The environment',
    placeOf: (name) => `the environment variable ${prefix}${name}`,
    find: (name) => variables[prefix + name],
    refresh: () => {},
    async check() {
      const count = Object.keys(variables).filter((name) => name.startsWith(prefix)).length;
      return `Secrets in the environment (${prefix}…): ${count}`;
    },
    close: () => {},
  };
}
