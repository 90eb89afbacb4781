import { randomUUID } from 'node:crypto';
import { status } from '@grpc/grpc-js';
import { blankJob, DEFAULT_PHYSICAL_TENANT, FIRST_KEY } from './blank-job.ts';
import type { ActivatedJob, Refusal, Taker, Terms, Wanted } from './contract.ts';
import type { Journal } from './journal.ts';
import { createQueues, type HeldJob, jobId } from './queue.ts';

const SWEEP_MS = 20;

/** A job to hand out; `variables` and `customHeaders` are JSON text, sent as given. */
export type NewJob = Pick<ActivatedJob, 'type'> & Partial<Omit<ActivatedJob, 'worker' | 'deadline' | 'jobLeaseToken'>>;

interface JobsOptions {
  lateCommands: 'refused' | 'accepted';
  journal: Journal;
  /** Finds the stream that a job which has just become activatable is pushed to. */
  takerOf(job: ActivatedJob): Taker | undefined;
  /** Jobs of this type wait for polls. */
  onActivatable(type: string): void;
}

export type Jobs = ReturnType<typeof createJobs>;

/** The jobs of the loopback gateway: what is queued, locked (until the lock runs out) or backing off. */
export function createJobs({ lateCommands, journal, takerOf, onActivatable }: JobsOptions) {
  const jobs = new Map<string, HeldJob>();
  const queues = createQueues();
  const locked = new Set<HeldJob>();
  const backingOff = new Set<HeldJob>();
  const sweeper = setInterval(() => sweep(now()), SWEEP_MS);
  const nextKeys = new Map<string, number>();
  let mostLocked = 0;
  for (const job of journal.left.jobs) takeUp(job);

  /** Goes on with a job that the gateway before has left. */
  function takeUp(job: HeldJob): void {
    const { key, physicalTenantId } = job.message;
    nextKeys.set(physicalTenantId, Math.max(nextKeys.get(physicalTenantId) ?? FIRST_KEY, Number(key) + 2));
    if (job.state !== 'gone') jobs.set(jobId(job.message), job);
    if (job.state === 'activatable') queues.push(job);
    if (job.state === 'activated') locked.add(job);
    if (job.state === 'failed' && job.due > 0) backingOff.add(job);
  }

  function add(added: readonly NewJob[]): string[] {
    const keys = added.map((job) => {
      const { physicalTenantId = DEFAULT_PHYSICAL_TENANT } = job;
      const key = nextKeys.get(physicalTenantId) ?? FIRST_KEY;
      nextKeys.set(physicalTenantId, key + 2);
      const held: HeldJob = { message: { ...blankJob(key), ...job }, state: 'activatable', due: 0, place: 0 };
      jobs.set(jobId(held.message), held);
      offer(held);
      return held.message.key;
    });
    journal.write();
    return keys;
  }

  function sweep(time: number): void {
    for (const set of [locked, backingOff]) {
      for (const job of set) if (job.due <= time) makeActivatable(job);
    }
  }

  function makeActivatable(job: HeldJob): void {
    release(job);
    job.state = 'activatable';
    offer(job);
  }

  /** Pushes an activatable job to a stream, or lets it wait for a poll. */
  function offer(job: HeldJob): void {
    const taker = job.place === 0 ? takerOf(job.message) : undefined;
    if (taker === undefined) {
      queues.push(job);
      journal.note(job);
      onActivatable(job.message.type);
      return;
    }
    take(job, taker.terms);
    journal.write();
    // It is written later, and may be another worker's by then.
    taker.push({ ...job.message });
  }

  function take(job: HeldJob, { worker, lockMs, withLease }: Terms): void {
    job.state = 'activated';
    job.message.worker = worker;
    job.message.deadline = job.due = now() + lockMs;
    if (withLease) job.message.jobLeaseToken = randomUUID();
    locked.add(job);
    mostLocked = Math.max(mostLocked, locked.size);
    journal.note(job);
  }

  function release(job: HeldJob): void {
    locked.delete(job);
    backingOff.delete(job);
  }

  function remove(job: HeldJob): void {
    release(job);
    job.state = 'gone';
    jobs.delete(jobId(job.message));
    journal.note(job);
  }

  /** Sets a failed job aside: until its back-off ends, or for good, as under an incident. */
  function setAside(job: HeldJob, backOffMs?: number): void {
    release(job);
    job.state = 'failed';
    job.due = backOffMs === undefined ? 0 : now() + backOffMs;
    if (backOffMs !== undefined) backingOff.add(job);
    journal.note(job);
  }

  function lock(wanted: Wanted): ActivatedJob[] {
    const taken: ActivatedJob[] = [];
    let bytes = 0;
    for (const tenantId of wanted.tenantIds) {
      while (taken.length < wanted.max) {
        const first = queues.first({ ...wanted, tenantId });
        if (first === undefined) break;
        const { message } = first;
        bytes += message.variables.length + message.customHeaders.length + 200;
        if (taken.length > 0 && bytes > wanted.maxBytes) break;
        queues.shift(first);
        take(first, wanted);
        taken.push(message);
      }
    }
    journal.write();
    return taken;
  }

  function extendLock(job: HeldJob, milliseconds: number): void {
    job.due = job.message.deadline = now() + milliseconds;
    journal.note(job);
  }

  /** The job a command is about, or why the command is refused. */
  function find(intent: string, verb: string, id: Parameters<typeof jobId>[0]): HeldJob | Refusal {
    const job = jobs.get(jobId(id));
    const about = `Expected to ${verb} job with key '${id.key}', but`;
    if (!job || (job.state === 'activatable' && lateCommands === 'refused')) {
      return rejected(intent, 'NOT_FOUND', `${about} no such job was found`);
    }
    if (job.state !== 'failed') return job;
    return rejected(intent, 'INVALID_STATE', `${about} it is in state 'FAILED'`);
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

/** The right time, also for a test that sets the clock. */
function now(): number {
  return Math.round(performance.timeOrigin + performance.now());
}
