import { keepClients } from '../src/dynamodb/clients.ts';
import { session, startCannedSources, stsAnswer } from '../test/support/canned-sources.ts';
import { heapUsed } from '../test/support/heap.ts';
import { clientSettings, jobSettings, runVariables } from '../test/support/jobs.ts';
import { printTable, spread, tableOf, writeResult } from './support/figures.ts';

const JOBS = 1_000;
const ROLES = 3;
const CONNECTIONS = 2_000;
const MAX_KEPT = 100;
const role = (name: string | number) => `arn:aws:iam::123456789012:role/${name}`;

/** Signs in with many connections. Measures how often STS is asked, and how many sockets and how much memory stay. */
export async function benchSignIn(): Promise<void> {
  const database = await startCannedSources(() => ({ body: '{}' }));
  const sts = await startCannedSources((request) => stsAnswer(request, session('session')));
  Object.assign(process.env, { AWS_ENDPOINT_URL_STS: sts.url, AWS_REGION: 'eu-central-1' });
  const keys = { accessKey: 'key', secretKey: 'secret' };
  const worker = () =>
    jobSettings({
      clients: keepClients({ ...clientSettings, maxSockets: JOBS, maxKept: MAX_KEPT, connectTimeout: 60_000 }),
    });
  let settings = worker();
  const run = (authentication: object) =>
    runVariables(
      {
        authentication: { ...keys, ...authentication },
        configuration: { region: 'eu-central-1', endpoint: database.url },
        input: { itemOperation: 'getItem', tableName: 't', primaryKeyComponents: { id: 'a' } },
      },
      { settings },
    );
  const inTurn = async (authentication: (tenant: number) => object) => {
    const before = heapUsed();
    let assumeRole = 0;
    const times: number[] = [];
    let most = 0;
    for (let tenant = 0; tenant < CONNECTIONS; tenant++) {
      const start = performance.now();
      await run(authentication(tenant));
      times.push(performance.now() - start);
      most = Math.max(most, database.sockets.size);
      database.requests.length = 0;
      assumeRole += sts.requests.splice(0).length;
    }
    const heapMb = (heapUsed() - before) / 2 ** 20;
    return { assumeRole, mostSockets: most, heapMb, times };
  };
  try {
    const outcomes = await Promise.all(
      Array.from({ length: JOBS }, (_, job) => run({ type: 'assumeRole', roleArn: role(job % ROLES) })),
    );
    const assumeRole = sts.requests.splice(0).length;
    settings.clients.close();
    settings = worker();
    const failed = outcomes.filter(({ kind }) => kind !== 'completed').length;
    const figures = {
      atOnce: { jobs: JOBS, roles: ROLES, failed, assumeRole },
      keys: await inTurn((tenant) => ({ type: 'credentials', accessKey: `key${tenant}` })),
      roles: await inTurn((tenant) => ({ type: 'assumeRole', roleArn: role(`tenant${tenant}`) })),
      rolesAgain: await inTurn((tenant) => ({ type: 'assumeRole', roleArn: role(`tenant${tenant}`) })),
    };
    const headerAtOnce = ['', 'AssumeRole', 'failed'];
    const atOnce = [['this worker', String(figures.atOnce.assumeRole), String(failed)]];
    printTable(`${JOBS} jobs at once over ${ROLES} roles`, headerAtOnce, atOnce);
    const header = ['', 'AssumeRole', 'most sockets', 'heap MB', 'ms each'];
    const rows = (['keys', 'roles', 'rolesAgain'] as const).map((name) => {
      const { assumeRole, mostSockets, heapMb, times } = figures[name];
      return [name, String(assumeRole), String(mostSockets), heapMb.toFixed(1), spread(times, 1)];
    });
    const title = `${CONNECTIONS} distinct connections in turn, ${MAX_KEPT} clients kept; medians (least..largest)`;
    printTable(title, header, rows);
    writeResult('sign-in', { atOnce: tableOf(headerAtOnce, atOnce), inTurn: tableOf(header, rows) });
  } finally {
    settings.clients.close();
    await Promise.all([database.stop(), sts.stop()]);
  }
}
