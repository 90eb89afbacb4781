import { inLanes } from '../async/lanes.ts';
import { isThrottling } from '../failure/of-aws.ts';
import type { DynamoDb } from '../operation/operation.ts';
import { keepPatience } from './patience.ts';

/** How the requests of a batch operation are sent. */
interface Batching<Request> {
  /** How many requests, from the first on, go into the next call. */
  readonly countOfNext: (requests: readonly Request[]) => number;
  /** Asks AWS once. Gives those that it left unprocessed. */
  readonly send: (requests: readonly Request[]) => Promise<readonly Request[]>;
}

/** Requests on their way. */
interface Finisher<Request> {
  /**
   * Sends requests in as many calls as it takes, what AWS leaves unprocessed again and again. Gives those that did not make it
   * while there was hope and time.
   * @throws what `send` throws, unless AWS only asks for a slower pace and has processed something before
   */
  finish(requests: readonly Request[]): Promise<Request[]>;
}

/** So many calls are on the way at once. */
const LANES = 4;

/** Finishes the requests of one job, which may come in several waves. */
export function finisher<Request>(dynamodb: DynamoDb, { countOfNext, send }: Batching<Request>): Finisher<Request> {
  const patience = keepPatience(dynamodb);
  let processedAny = false;
  let refusal: unknown;

  /** A call that AWS refuses for its pace has processed nothing. */
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

  /** Takes batch after batch, as long as there is one and the time for it. What AWS left goes to the end of the queue. */
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
