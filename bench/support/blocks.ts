const AT_ONCE = 32;

/** Runs some jobs one way. */
export type Block = (jobs: number) => Promise<void>;

/** Makes a block of jobs that run side by side. */
export function blockOf(runOne: () => Promise<unknown>): Block {
  return async (jobs) => {
    let left = jobs;
    const lane = async () => {
      while (left-- > 0) await runOne();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  };
}

/** How blocks are measured. */
export interface BlockSettings {
  /** How many jobs a block has. */
  readonly jobs: number;
  /** For how many seconds nothing is measured yet, and for how many it is. */
  readonly warmUp: number;
  readonly seconds: number;
}

/**
 * Runs jobs in blocks: in each round one block of each way, in an order of its own, so that a noisy moment of the machine and the
 * memory that a block leaves behind affect all ways alike.
 * @returns the CPU time of each job in microseconds, for each round and way
 */
export async function measureBlocks(
  blocks: readonly Block[],
  { jobs, warmUp, seconds }: BlockSettings,
): Promise<number[][]> {
  // tsx turns source maps on, which would make every stack trace expensive.
  process.setSourceMapsEnabled(false);
  const measured: number[][] = [];
  const began = performance.now() + warmUp * 1_000;
  for (let now = 0; now < began + seconds * 1_000; now = performance.now()) {
    const micros = blocks.map(() => Number.NaN);
    for (const at of shuffled([...blocks.keys()])) {
      const before = process.cpuUsage();
      await blocks[at]?.(jobs);
      const { user, system } = process.cpuUsage(before);
      micros[at] = (user + system) / jobs;
    }
    if (now > began) measured.push(micros);
  }
  return measured;
}

/** Gives the items in a new order, each order as likely as another. */
function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
