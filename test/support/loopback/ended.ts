import type { Journal } from './journal.ts';

/** How a job left a worker's hands. `failed` ones come back, the others do not. */
export interface Ended {
  key: string;
  physicalTenantId: string;
  how: 'completed' | 'failed' | 'error' | 'incident';
  worker: string;
  variables: string;
  retries?: number;
  retryBackOff?: number;
  errorCode?: string;
  errorMessage?: string;
}

/** The list of what became of jobs, and a way to wait for it to grow. */
export function createEndedList(journal: Journal) {
  const ended: Ended[] = [...journal.left.ended];
  const waiting = new Set<() => void>();

  function push(entry: Ended): void {
    ended.push(entry);
    journal.noteEnd(entry);
    for (const look of waiting) look();
  }

  /** Resolves with the matching entries once there are `count` of them; rejects after `withinMs`. */
  function waitFor(count: number, how?: Ended['how'], withinMs = 30_000): Promise<Ended[]> {
    const found = () => (how ? ended.filter((entry) => entry.how === how) : ended);
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        waiting.delete(look);
      };
      const look = () => {
        if (ended.length < count || found().length < count) return;
        settle();
        resolve(found());
      };
      const timer = setTimeout(() => {
        settle();
        reject(new Error(`Expected ${count} jobs ${how ?? 'ended'} within ${withinMs} ms, got ${found().length}`));
      }, withinMs);
      waiting.add(look);
      look();
    });
  }

  return { ended, push, waitFor };
}
