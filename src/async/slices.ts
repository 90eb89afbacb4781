/** How long one piece of work may hold the process at a time, in milliseconds. */
const SLICE_MS = 20;
const waiting: (() => void)[] = [];

/**
 * Waits until all that has come meanwhile has had its turn. If many wait here, they go on one by one, so that together they do
 * not hold the process either.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(goOn);
  });
}

function goOn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(goOn);
}

/**
 * Does the work for each element, and lets other work have its turn in between.
 * @param work gives false when there is no more to do
 * @throws what `work` throws
 */
export async function inSlices<Element>(
  elements: Iterable<Element>,
  work: (element: Element) => unknown,
): Promise<void> {
  let end = performance.now() + SLICE_MS;
  for (const element of elements) {
    if (work(element) === false) return;
    if (performance.now() < end) continue;
    await nextTurn();
    end = performance.now() + SLICE_MS;
  }
}
