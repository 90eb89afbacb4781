import { forkModule } from '../test/support/fork.ts';
import { printBlocks } from './support/block-table.ts';
import type { CannedAnswers } from './support/canned-child.ts';
import type { DialectAnswers } from './support/dialect-child.ts';
import { writeResult } from './support/figures.ts';

const SETTINGS = { jobs: 50, warmUp: 8, seconds: 40 };
const ITEM = JSON.stringify({ Item: { id: { S: 'a' }, status: { S: 'paid' }, total: { N: '17.5' } } });
const ways = ['native', "Camunda's"] as const;
const mappings = { variable: 'the result in a variable', expression: 'one attribute by a result expression' } as const;

/**
 * Runs getItem jobs at a canned server, native ones and those of Camunda's own connector. Prints the tables and writes
 * bench/results/dialect.json.
 */
export async function benchDialect(): Promise<void> {
  const servers = await forkModule<CannedAnswers>(new URL('./support/canned-child.ts', import.meta.url));
  try {
    const database = await servers.ask('start', { GetItem: ITEM });
    const tables: Record<string, ReturnType<typeof printBlocks>> = {};
    const rounds: object[] = [];
    for (const [mapping, what] of Object.entries(mappings)) {
      const child = await forkModule<DialectAnswers>(new URL('./support/dialect-child.ts', import.meta.url), {
        NODE_NO_WARNINGS: '1',
      });
      try {
        const measured = await child.ask('run', mapping as keyof typeof mappings, database, SETTINGS);
        tables[mapping] = printBlocks('jobs', `A getItem, ${what}`, ways, measured);
        rounds.push(measured);
      } finally {
        await child.kill();
      }
    }
    writeResult('dialect', tables, { rounds });
  } finally {
    await servers.stop();
  }
}
