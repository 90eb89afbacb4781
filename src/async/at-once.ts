/**
 * Does the work for each element, at most so many at once, and gives the results in the order of the elements. After a
 * failure nothing more is begun.
 * @throws what the work throws, when all that was begun has ended
 */
export async function eachAtOnce<Element, Result>(
  elements: readonly Element[],
  most: number,
  work: (element: Element) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = elements.entries();
  let failed = false;

  async function lane(): Promise<void> {
    for (const [index, element] of waiting) {
      if (failed) return;
      try {
        results[index] = await work(element);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }

  const ends = await Promise.allSettled(Array.from({ length: Math.min(most, elements.length) }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results;
}
