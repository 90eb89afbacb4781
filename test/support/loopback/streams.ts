import type { ActivatedJob, Caller, JobsRequest, Refusal, Taker } from './contract.ts';
import { type createWishes, sentJob, type Wish } from './wishes.ts';

/** A client's stream, on which jobs are pushed. */
export interface JobStream {
  isGone(): boolean;
  onGone(listener: () => void): void;
  /** Whether the client reads what was sent. */
  isReady(): boolean;
  push(job: ActivatedJob): void;
  /** Ends it, as a gateway does that is well. */
  end(): void;
}

interface OpenStream {
  stream: JobStream;
  wish: Wish;
}

/** The streams that are open: each job that becomes activatable is pushed to one of those that want it, in turn. */
export function createStreams(wishOf: ReturnType<typeof createWishes>) {
  const open = new Set<OpenStream>();

  /** Opens a stream, or gives the reason why it is refused. */
  function start(request: JobsRequest, caller: Caller, stream: JobStream): Refusal | undefined {
    const wish = wishOf(request, caller);
    if ('code' in wish) return wish;
    if (stream.isGone()) return undefined;
    const entry = { stream, wish };
    open.add(entry);
    stream.onGone(() => open.delete(entry));
    return undefined;
  }

  /** Finds the stream that takes a job now. The gateway does not wait for one that cannot: polls get the job then. */
  function takerOf(job: ActivatedJob): Taker | undefined {
    for (const entry of open) {
      const { stream, wish } = entry;
      if (!wants(wish, job) || stream.isGone() || !stream.isReady()) continue;
      // It goes to the end of the row.
      open.delete(entry);
      open.add(entry);
      return { terms: wish, push: (taken) => stream.push(sentJob(taken, wish)) };
    }
    return undefined;
  }

  function endAll(): void {
    for (const { stream } of open) stream.end();
    open.clear();
  }

  return { start, takerOf, endAll, count: () => open.size };
}

function wants(wish: Wish, { type, tenantId, physicalTenantId, jobLeaseToken }: ActivatedJob): boolean {
  if (wish.type !== type || wish.physicalTenantId !== physicalTenantId) return false;
  return wish.tenantIds.includes(tenantId) && (wish.withLease || jobLeaseToken === undefined);
}
