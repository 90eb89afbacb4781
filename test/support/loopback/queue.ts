import type { ActivatedJob } from './contract.ts';

/** A job at the gateway; `due` is when its lock or its back-off ends. */
export interface HeldJob {
  message: ActivatedJob;
  state: 'activatable' | 'activated' | 'failed' | 'gone';
  due: number;
  queued: boolean;
}

/** First-in first-out queues of activatable jobs, one per type and tenant. */
export function createQueues() {
  const queues = new Map<string, { jobs: HeldJob[]; head: number }>();

  function push(job: HeldJob): void {
    if (job.queued) return;
    const name = queueName(job.message.type, job.message.tenantId);
    const queue = queues.get(name) ?? { jobs: [], head: 0 };
    queues.set(name, queue);
    queue.jobs.push(job);
    job.queued = true;
  }

  function peek(type: string, tenantId: string): HeldJob | undefined {
    const queue = queues.get(queueName(type, tenantId));
    for (; queue; queue.head += 1) {
      const job = queue.jobs[queue.head];
      if (!job || job.state === 'activatable') return job;
      job.queued = false;
    }
    return undefined;
  }

  function shift(type: string, tenantId: string): void {
    const queue = queues.get(queueName(type, tenantId));
    const job = queue?.jobs[queue.head];
    if (!queue || !job) return;
    job.queued = false;
    queue.head += 1;
    if (queue.head > 1024 && queue.head * 2 > queue.jobs.length) {
      queue.jobs.splice(0, queue.head);
      queue.head = 0;
    }
  }

  return { push, peek, shift };
}

function queueName(type: string, tenantId: string): string {
  return `${type}\n${tenantId}`;
}
