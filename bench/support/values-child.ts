import { answerParent } from '../../test/support/answer-parent.ts';
import { measureUsage } from './usage.ts';

/** Calls a DynamoDB and gives its items as plain values. */
export interface Reader {
  getItem(tableName: string, id: string): Promise<object | null | undefined>;
  scanPage(tableName: string): Promise<object[]>;
}
export type CreateReader = (endpoint: string) => Promise<Reader>;

/** The contestants. Each is loaded only in the process in which it runs. */
const contestants = {
  document: async () => (await import('../contestants/document-client.ts')).documentClient,
  plain: async () => (await import('../contestants/plain-client.ts')).plainClient,
  ours: async () => (await import('../contestants/values.ts')).values,
} satisfies Record<string, () => Promise<CreateReader>>;

export type ReaderName = keyof typeof contestants;
export type ReaderCall = keyof Reader;

let reader: Reader | undefined;

const answers = {
  async start(name: ReaderName, endpoint: string): Promise<void> {
    const create: CreateReader = await contestants[name]();
    reader = await create(endpoint);
  },
  /** Makes `count` calls, `concurrency` at the same time. Gives what they took. */
  async run(call: ReaderCall, count: number, concurrency: number) {
    if (!reader) throw new Error('Nothing was started');
    const { getItem, scanPage } = reader;
    const once = call === 'getItem' ? () => getItem('bench', 'id-1') : () => scanPage('bench');
    let left = count;
    const start = performance.now();
    const stop = measureUsage();
    const lane = async () => {
      while (left-- > 0) await once();
    };
    await Promise.all(Array.from({ length: concurrency }, lane));
    return { ...stop(), seconds: (performance.now() - start) / 1000, sample: JSON.stringify(await once()) };
  },
};

export type ReaderAnswers = typeof answers;
answerParent(answers);
