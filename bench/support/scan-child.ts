import { answerParent } from '../../test/support/answer-parent.ts';
import { measureUsage } from './usage.ts';

/** Scans a table. */
export interface Scanner {
  /**
   * Reads the whole table, all segments at the same time. Gives how many items it had in memory at the end or, if it reads page by
   * page, how many it read.
   */
  scan(tableName: string, segments: number): Promise<number>;
}
export type CreateScanner = (endpoint: string) => Promise<Scanner>;

/** The contestants. Each is loaded only in the process in which it runs. */
const contestants = {
  paginator: async () => (await import('../contestants/paginator.ts')).paginator,
  paginators: async () => (await import('../contestants/paginator.ts')).paginator,
  ours: async () => (await import('../contestants/scan-table.ts')).scanTable('all'),
  paged: async () => (await import('../contestants/scan-table.ts')).scanTable('page'),
} satisfies Record<string, () => Promise<CreateScanner>>;

export type ScannerName = keyof typeof contestants;

const answers = {
  /** Scans a table once without measuring, then `times` times. Gives what these took. */
  async run(name: ScannerName, endpoint: string, tableName: string, segments: number, times: number) {
    const create: CreateScanner = await contestants[name]();
    const { scan } = await create(endpoint);
    await scan(tableName, segments);
    const start = performance.now();
    const stop = measureUsage();
    let items = 0;
    for (let time = 0; time < times; time++) items += await scan(tableName, segments);
    return { ...stop(), seconds: (performance.now() - start) / 1000, items };
  },
};

export type ScanAnswers = typeof answers;
answerParent(answers);
