import type { FoundSecret } from '../connection/secrets.ts';
import type { SecretStore } from './store.ts';

/** The secrets of several stores. The first that has a secret gives it. */
export interface Secrets extends Pick<SecretStore, 'find' | 'refresh' | 'close'> {
  readonly stores: readonly SecretStore[];
  /** Says where a secret is looked for, in the order of the stores. It is the same for a secret that is there and one that is not. */
  placesOf(name: string): string;
}

/**
 * Asks stores in their order. A store that cannot be reached ends the search, because a secret in one of the others might not be the
 * right one.
 */
export function secretsInOrder(stores: readonly SecretStore[]): Secrets {
  function findFrom(index: number, name: string): FoundSecret {
    for (let at = index; at < stores.length; at++) {
      const found = stores[at]?.find(name);
      if (typeof found === 'object') {
        return {
          async ask(waiter) {
            const answer = await found.ask(waiter);
            if (answer !== undefined) return answer;
            const next = findFrom(at + 1, name);
            return typeof next === 'object' ? next.ask(waiter) : next;
          },
        };
      }
      if (found !== undefined) return found;
    }
    return undefined;
  }

  return {
    stores,
    find: (name) => findFrom(0, name),
    placesOf(name) {
      const places = stores.flatMap((store) => store.placeOf(name) ?? []);
      const last = places.pop() ?? 'nowhere';
      return places.length === 0 ? last : `${places.join(', ')} or ${last}`;
    },
    refresh() {
      for (const store of stores) store.refresh();
    },
    close() {
      for (const store of stores) store.close();
    },
  };
}
