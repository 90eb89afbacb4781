import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { ActivatedJob } from './contract.ts';
import type { Ended } from './ended.ts';
import { type HeldJob, jobId } from './queue.ts';

/** What a line of the file says: a job as it is now, or what became of one. */
type Line = { job: { message: ActivatedJob; state: HeldJob['state']; due: number } } | { ended: Ended };

/** What a gateway that has died leaves to the next one: all its jobs, also those that are gone. */
interface Left {
  readonly jobs: readonly HeldJob[];
  readonly ended: readonly Ended[];
}

export type Journal = ReturnType<typeof openJournal>;

/**
 * Keeps a gateway's jobs in a file, as a broker keeps them on its disk: what is written is there after a SIGKILL. Without a file
 * nothing is kept.
 */
export function openJournal(file?: string) {
  const left = file !== undefined && existsSync(file) ? read(readFileSync(file, 'utf8')) : { jobs: [], ended: [] };
  const descriptor = file === undefined ? undefined : openSync(file, 'a');
  const changed = new Set<HeldJob>();
  const newlyEnded: Ended[] = [];

  /** To be called when a job is not as it was. */
  function note(job: HeldJob): void {
    if (descriptor !== undefined) changed.add(job);
  }

  /** To be called when something became of a job. */
  function noteEnd(entry: Ended): void {
    if (descriptor !== undefined) newlyEnded.push(entry);
  }

  /** Writes all that was noted, in one piece; to be called before anybody is told of it. */
  function write(): void {
    if (descriptor === undefined || changed.size + newlyEnded.length === 0) return;
    const jobs = [...changed].map(({ message, state, due }): Line => ({ job: { message, state, due } }));
    const lines = [...jobs, ...newlyEnded.splice(0).map((ended): Line => ({ ended }))];
    changed.clear();
    writeSync(descriptor, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }

  function close(): void {
    if (descriptor !== undefined) closeSync(descriptor);
  }

  return { left, note, noteEnd, write, close };
}

function read(text: string): Left {
  const jobs = new Map<string, HeldJob>();
  const ended: Ended[] = [];
  for (const line of text.split('\n').filter(Boolean)) {
    const said = JSON.parse(line) as Line;
    if ('ended' in said) ended.push(said.ended);
    else jobs.set(jobId(said.job.message), { ...said.job, place: 0 });
  }
  return { jobs: [...jobs.values()], ended };
}
