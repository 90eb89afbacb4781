import { Pool } from 'undici';

const MAX_JOBS = 32;
const headers = { 'content-type': 'application/json' };

interface Answer {
  readonly jobs: readonly { readonly jobKey: string; readonly variables: object }[];
}

/** The least that a worker by REST can do: as the bare loop by gRPC, with a connection for each job and one for the poll. */
export async function restBareLoop(address: string, type: string): Promise<void> {
  const pool = new Pool(address);
  let inFlight = 0;
  let polling = false;

  async function poll(): Promise<void> {
    if (polling || inFlight >= MAX_JOBS) return;
    polling = true;
    const asked = {
      type,
      worker: 'bare',
      timeout: 60_000,
      maxJobsToActivate: MAX_JOBS - inFlight,
      requestTimeout: 10_000,
    };
    const { body, statusCode } = await post('/v2/jobs/activation', JSON.stringify(asked));
    if (statusCode !== 200) throw new Error(await body.text());
    const { jobs } = (await body.json()) as Answer;
    polling = false;
    for (const { jobKey } of jobs) work(jobKey).catch(fail);
    poll().catch(fail);
  }

  async function work(jobKey: string): Promise<void> {
    inFlight += 1;
    const { body, statusCode } = await post(`/v2/jobs/${jobKey}/completion`, '{"variables":{}}');
    if (statusCode !== 204) throw new Error(await body.text());
    await body.dump();
    inFlight -= 1;
    poll().catch(fail);
  }

  const post = (path: string, body: string) => pool.request({ method: 'POST', path, headers, body });

  poll().catch(fail);
}

function fail(error: Error): never {
  throw error;
}
