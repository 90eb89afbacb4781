import type { ActivatedJob } from './contract.ts';

/** A job at the gateway; `due` is when its lock or its back-off ends. */
export interface HeldJob {
  message: ActivatedJob;
  state: 'activatable' | 'activated' | 'failed' | 'gone';
  due: number;
  /** Where it stands in its queue; 0 if it is in none. */
  place: number;
}

/** What tells a job from all others: keys are those of a physical tenant. */
export function jobId({ key, physicalTenantId }: Pick<ActivatedJob, 'key' | 'physicalTenantId'>): string {
  return `${physicalTenantId} ${key}`;
}

type Kind = Pick<ActivatedJob, 'type' | 'tenantId' | 'physicalTenantId'>;

interface Queue {
  jobs: HeldJob[];
  head: number;
}

/** First-in first-out queues of activatable jobs, one per type and tenant; jobs that were leased once have queues of their own. */
export function createQueues() {
  const queues = new Map<string, Queue>();
  let lastPlace = 0;

  function push(job: HeldJob): void {
    if (job.place > 0) return;
    const name = nameOf(job.message, isLeased(job));
    const queue = queues.get(name) ?? { jobs: [], head: 0 };
    queues.set(name, queue);
    queue.jobs.push(job);
    job.place = ++lastPlace;
  }

  /** The job that waits longest. One that was leased once is given to those who lease only. */
  function first({ withLease, ...kind }: Kind & { withLease: boolean }): HeldJob | undefined {
    const free = head(queues.get(nameOf(kind, false)));
    const leased = withLease ? head(queues.get(nameOf(kind, true))) : undefined;
    if (free === undefined || leased === undefined) return free ?? leased;
    return free.place < leased.place ? free : leased;
  }

  /** Takes away the job that `first` has given. */
  function shift(job: HeldJob): void {
    const queue = queues.get(nameOf(job.message, isLeased(job)));
    if (queue === undefined) return;
    job.place = 0;
    queue.head += 1;
    if (queue.head > 1024 && queue.head * 2 > queue.jobs.length) {
      queue.jobs.splice(0, queue.head);
      queue.head = 0;
    }
  }

  return { push, first, shift };
}

function head(queue: Queue | undefined): HeldJob | undefined {
  for (; queue; queue.head += 1) {
    const job = queue.jobs[queue.head];
    if (!job || job.state === 'activatable') return job;
    job.place = 0;
  }
  return undefined;
}

function isLeased({ message }: HeldJob): boolean {
  return message.jobLeaseToken !== undefined;
}

function nameOf({ type, tenantId, physicalTenantId }: Kind, leased: boolean): string {
  return `${physicalTenantId}\n${type}\n${tenantId}\n${leased}`;
}
