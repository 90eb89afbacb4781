import { inLanes } from '../async/lanes.ts';
import { isThrottling } from '../failure/of-aws.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { keepPatience } from './patience.ts';

/** How the requests of a batch operation are sent. */
interface Batching<Request> {
  /** Tells how many of the requests, from the first on, fit into the next call. */
  readonly countOfNext: (requests: readonly Request[]) => number;
  /** Calls AWS once. Gives the requests that AWS left unprocessed. */
  readonly send: (requests: readonly Request[]) => Promise<readonly Request[]>;
}

/** Sends the requests of one job. */
interface Finisher<Request> {
  /**
   * Sends requests in as many calls as they need. Sends again what AWS leaves unprocessed, until a minute has passed without
   * progress or the job's time is nearly over. Gives the requests that are left then.
   * @throws what `send` throws. Throttling is thrown only if AWS has processed nothing at all
   */
  finish(requests: readonly Request[]): Promise<Request[]>;
}

/** How many calls run at the same time. */
const LANES = 4;

/** Makes the finisher of one job. `finish` may be called several times, once for each wave of requests. */
export function finisher<Request>(dynamodb: DynamoDb, { countOfNext, send }: Batching<Request>): Finisher<Request> {
  const patience = keepPatience(dynamodb);
  let processedAny = false;
  let refusal: unknown;

  /** Sends one call. A call that AWS throttles counts as one that has processed nothing. */
  async function sendOnce(requests: readonly Request[]): Promise<readonly Request[]> {
    try {
      const left = await patience.during(() => send(requests));
      refusal = undefined;
      return left;
    } catch (error) {
      if (!isThrottling(error)) throw error;
      refusal = error;
      return requests;
    }
  }

  /** Sends batch after batch until the queue is empty or time is over. What AWS leaves goes to the end of the queue. */
  async function drain(queue: Request[], failed: AbortSignal): Promise<void> {
    let fruitless = 0;
    while (queue.length > 0 && !failed.aborted && patience.hasTime()) {
      const batch = queue.splice(0, countOfNext(queue));
      const left = await sendOnce(batch);
      const progress = left.length < batch.length;
      if (progress) {
        patience.renew();
        processedAny = true;
      }
      for (const request of left) queue.push(request);
      fruitless = progress ? 0 : fruitless + 1;
      if (left.length > 0 && !(await patience.pause(fruitless))) return;
    }
  }

  return {
    async finish(requests) {
      const queue = [...requests];
      await inLanes(LANES, (failed) => drain(queue, failed));
      if (queue.length > 0 && !processedAny && refusal !== undefined) throw refusal;
      return queue;
    },
  };
}
