import { status } from '@grpc/grpc-js';
import { blankJob, DEFAULT_TENANT, FIRST_KEY } from './blank-job.ts';
import type { ActivatedJob, Refusal } from './contract.ts';
import type { Journal } from './journal.ts';
import { createQueues, type HeldJob } from './queue.ts';

const SWEEP_MS = 20;

/** A job to hand out; `variables` and `customHeaders` are JSON text, sent as given. */
export type NewJob = Pick<ActivatedJob, 'type'> & Partial<Omit<ActivatedJob, 'worker' | 'deadline'>>;

/** What one poll asks for. */
export interface Wanted {
  type: string;
  tenantIds: readonly string[];
  max: number;
  maxBytes: number;
  worker: string;
  lockMs: number;
}

interface JobsOptions {
  lateCommands: 'refused' | 'accepted';
  journal: Journal;
  onActivatable(type: string): void;
}

export type Jobs = ReturnType<typeof createJobs>;

/** The jobs of the loopback gateway: what is queued, locked (until the lock runs out) or backing off. */
export function createJobs({ lateCommands, journal, onActivatable }: JobsOptions) {
  const jobs = new Map<string, HeldJob>();
  const queues = createQueues();
  const locked = new Set<HeldJob>();
  const backingOff = new Set<HeldJob>();
  const sweeper = setInterval(() => sweep(Date.now()), SWEEP_MS);
  let nextKey = FIRST_KEY;
  let mostLocked = 0;
  for (const job of journal.left.jobs) takeUp(job);

  /** Goes on with a job that the gateway before has left. */
  function takeUp(job: HeldJob): void {
    nextKey = Math.max(nextKey, Number(job.message.key) + 2);
    if (job.state !== 'gone') jobs.set(job.message.key, job);
    if (job.state === 'activatable') queues.push(job);
    if (job.state === 'activated') locked.add(job);
    if (job.state === 'failed' && job.due > 0) backingOff.add(job);
  }

  function add(added: readonly NewJob[]): string[] {
    const keys = added.map((job) => {
      const message = { ...blankJob(nextKey), ...job };
      nextKey += 2;
      const held: HeldJob = { message, state: 'activatable', due: 0, queued: false };
      jobs.set(message.key, held);
      queues.push(held);
      journal.note(held);
      return message.key;
    });
    journal.write();
    for (const type of new Set(added.map((job) => job.type))) onActivatable(type);
    return keys;
  }

  function sweep(now: number): void {
    for (const set of [locked, backingOff]) {
      for (const job of set) if (job.due <= now) makeActivatable(job);
    }
  }

  function makeActivatable(job: HeldJob): void {
    release(job);
    job.state = 'activatable';
    queues.push(job);
    journal.note(job);
    onActivatable(job.message.type);
  }

  function release(job: HeldJob): void {
    locked.delete(job);
    backingOff.delete(job);
  }

  function remove(job: HeldJob): void {
    release(job);
    job.state = 'gone';
    jobs.delete(job.message.key);
    journal.note(job);
  }

  /** Sets a failed job aside: until its back-off ends, or for good, as under an incident. */
  function setAside(job: HeldJob, backOffMs?: number): void {
    release(job);
    job.state = 'failed';
    job.due = backOffMs === undefined ? 0 : Date.now() + backOffMs;
    if (backOffMs !== undefined) backingOff.add(job);
    journal.note(job);
  }

  function lock({ type, tenantIds, max, maxBytes, worker, lockMs }: Wanted): ActivatedJob[] {
    const taken: ActivatedJob[] = [];
    const deadline = Date.now() + lockMs;
    let bytes = 0;
    for (const tenant of tenantIds.length > 0 ? tenantIds : [DEFAULT_TENANT]) {
      while (taken.length < max) {
        const job = queues.peek(type, tenant);
        if (!job) break;
        const { message } = job;
        bytes += message.variables.length + message.customHeaders.length + 200;
        if (taken.length > 0 && bytes > maxBytes) break;
        queues.shift(type, tenant);
        job.state = 'activated';
        message.worker = worker;
        message.deadline = job.due = deadline;
        locked.add(job);
        journal.note(job);
        taken.push(message);
      }
    }
    mostLocked = Math.max(mostLocked, locked.size);
    journal.write();
    return taken;
  }

  function extendLock(job: HeldJob, milliseconds: number): void {
    job.due = job.message.deadline = Date.now() + milliseconds;
    journal.note(job);
  }

  /** The job a command is about, or why the command is refused. */
  function find(intent: string, verb: string, key: string): HeldJob | Refusal {
    const job = jobs.get(key);
    if (!job || (job.state === 'activatable' && lateCommands === 'refused')) {
      return rejected(intent, 'NOT_FOUND', `Expected to ${verb} job with key '${key}', but no such job was found`);
    }
    if (job.state !== 'failed') return job;
    return rejected(intent, 'INVALID_STATE', `Expected to ${verb} job with key '${key}', but it is in state 'FAILED'`);
  }

  function expireLocks(): void {
    for (const job of [...locked]) makeActivatable(job);
  }

  function count() {
    return { known: jobs.size, locked: locked.size, backingOff: backingOff.size, mostLocked };
  }

  const stop = () => clearInterval(sweeper);
  return { add, lock, find, makeActivatable, setAside, remove, extendLock, expireLocks, count, stop };
}

/** The refusal a broker's rejection of a command turns into. */
export function rejected(intent: string, type: 'NOT_FOUND' | 'INVALID_STATE', reason: string): Refusal {
  const code = type === 'NOT_FOUND' ? status.NOT_FOUND : status.FAILED_PRECONDITION;
  return { code, details: `Command '${intent}' rejected with code '${type}': ${reason}` };
}
