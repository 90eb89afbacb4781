import { outages, runOutage } from '../test/support/outages.ts';
import { printTable, tableOf, writeResult } from './support/figures.ts';

/** As long as two locks. */
const OUTAGE_MS = 60_000;
const LOCK = 'PT30S';

/** Breaks the gateway of a worker in each way for a minute, all at the same time. */
export async function benchOutages(): Promise<void> {
  const figures = await Promise.all(
    Object.entries(outages).map(async ([name, outage]) => ({
      name,
      ...(await runOutage(outage, OUTAGE_MS, LOCK, 'grpc')),
    })),
  );
  const header = ['', 'jobs', 'writes', 'completed', 'incidents'];
  const rows = figures.map(({ name, jobs, writes, completed, incidents }) => [
    name,
    ...[jobs, writes, completed, incidents].map(String),
  ]);
  const title = `Outages of the gateway, ${OUTAGE_MS / 1000} s each, a lock of ${LOCK}: jobs that had written when it began`;
  printTable(title, header, rows);
  writeResult('outages', { outages: tableOf(header, rows) });
}
