import { outages, runOutage } from '../test/support/outages.ts';
import { printTable, writeResult } from './support/figures.ts';

const OUTAGE_MS = 300_000;
const LOCK = 'PT30S';

/** Breaks the gateway of a worker in each way for five minutes, with the default lock, all at the same time. */
export async function benchOutages(): Promise<void> {
  const figures = await Promise.all(
    Object.entries(outages).map(async ([name, outage]) => ({
      name,
      ...(await runOutage(outage, OUTAGE_MS, LOCK, 'grpc')),
    })),
  );
  printTable(
    `Outages of the gateway, ${OUTAGE_MS / 1000} s each, a lock of ${LOCK}: jobs that had written when it began`,
    ['', 'jobs', 'writes', 'completed', 'incidents'],
    figures.map(({ name, jobs, writes, completed, incidents }) => [
      name,
      ...[jobs, writes, completed, incidents].map(String),
    ]),
  );
  writeResult('outages', figures);
}
