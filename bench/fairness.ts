import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runJob } from '../src/job/run-job.ts';
import { jobSettings } from '../test/support/jobs.ts';
import { largeJobs } from '../test/support/large-jobs.ts';
import { printTable, spread, tableOf, writeResult } from './support/figures.ts';
import { longestTurn } from './support/loop.ts';

/** Every so manieth job of all. */
const EVERY = 17;
const WORST = 5;

/**
 * Runs jobs with 4 MB in every place, and measures for how long each holds the event loop at a time, beyond what JSON.parse takes.
 */
export async function benchFairness(): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings = jobSettings();
  const seen: { name: string; parse: number; held: number }[] = [];
  let number = 0;
  for (const [name, variables] of largeJobs(endpoint)) {
    if (number++ % EVERY > 0) continue;
    const parse = await longestTurn(async () => void JSON.parse(variables));
    const job = { key: '1', retries: 3, variables, customHeaders: '{"jobTimeout":"PT10S"}' };
    const held = (await longestTurn(() => runJob(job, settings, new AbortController().signal))) - parse;
    seen.push({ name, parse, held });
  }
  server.close();
  settings.clients.close();
  seen.sort((a, b) => b.held - a.held);
  const header = ['job', 'ms', 'JSON.parse ms'];
  const rows = [
    ['all', spread(seen.map(({ held }) => held)), spread(seen.map(({ parse }) => parse))],
    ...seen.slice(0, WORST).map(({ name, parse, held }) => [name, held.toFixed(0), parse.toFixed(0)]),
  ];
  const title = `Fairness: ${seen.length} jobs of 4 MB; the longest time for which each held the loop, beyond JSON.parse`;
  printTable(`${title}; of all the median (least..largest)`, header, rows);
  writeResult(
    'fairness',
    { fairness: tableOf(header, rows) },
    { over100: seen.filter(({ held }) => held > 100).length },
  );
}
