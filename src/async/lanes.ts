/**
 * Runs this many lanes at the same time. When the first of them fails, `failed` aborts with its error. The others look at
 * `failed` between two steps of their work, and end.
 * @throws the error of the lane that failed first, when all lanes have ended
 */
export async function inLanes(
  count: number,
  lane: (failed: AbortSignal) => Promise<void>,
  failed = new AbortController(),
): Promise<void> {
  const run = async () => {
    try {
      await lane(failed.signal);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  await Promise.allSettled(Array.from({ length: count }, run));
  failed.signal.throwIfAborted();
}

/**
 * Does the work for each element, for at most `most` of them at the same time. Gives the results in the order of the elements.
 * After a failure, no more work begins.
 * @param failed aborts with the first failure, so that work of several steps can look at it in between
 * @throws the first error that the work threw, when all work that began has ended
 */
export async function eachAtOnce<Element, Result>(
  elements: readonly Element[],
  most: number,
  work: (element: Element) => Promise<Result>,
  failed = new AbortController(),
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = elements.entries();
  await inLanes(
    Math.min(most, elements.length),
    async (failed) => {
      for (const [index, element] of waiting) {
        if (failed.aborted) return;
        results[index] = await work(element);
      }
    },
    failed,
  );
  return results;
}
