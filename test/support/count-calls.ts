import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';

const root = new URL('../../', import.meta.url).href;
const isPackage = /\/node_modules\/(?!(?:@?vitest|vite|tinypool)\b)/;

/** Whose functions are counted: ours, and those of packages. Node's own differ from one version to the next. */
function isCounted(url: string): boolean {
  const path = url.startsWith('file:') ? url : pathToFileURL(url).href;
  return path.startsWith(`${root}src/`) || isPackage.test(path);
}

/**
 * Counts how often functions are called while work is done. The count does not depend on the machine or its load.
 * https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#method-startPreciseCoverage
 */
export async function countCalls(work: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => url !== '' && isCounted(url))
      .flatMap(({ functions }) => functions.map(({ ranges: [whole] }) => whole?.count ?? 0))
      .reduce((sum, count) => sum + count, 0);
  } finally {
    session.disconnect();
  }
}
