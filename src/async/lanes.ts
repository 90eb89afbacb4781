/**
 * Runs so many lanes at once. When the first of them fails, `failed` aborts with its error: the others look at it between two
 * steps of their work, and end.
 * @throws what the first lane threw that failed, when all lanes have ended
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
 * Does the work for each element, at most so many at once, and gives the results in the order of the elements. After a
 * failure nothing more is begun.
 * @param failed aborts with the first failure: work of several steps can look at it in between
 * @throws the first error that the work threw, when all that was begun has ended
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
