import { openDialect } from '../../src/camunda-dialect/dialect.ts';
import type { DialectVersion } from '../../src/camunda-dialect/exceptions.ts';
import type { Lock } from '../../src/camunda-dialect/job-timeout.ts';
import type { EndedJob } from '../../src/job/run-job.ts';
import { type JobWords, jobSettings } from './jobs.ts';

/** What a test may say of a job of Camunda's connector. */
interface DialectWords extends JobWords {
  readonly version?: DialectVersion;
  readonly lock?: Lock;
}

const shared = jobSettings();
const dialects = { '8.10': openDialect('8.10'), '8.6': openDialect('8.6') };
const locked: Lock = async (milliseconds) => ({ state: 'locked', until: performance.now() + milliseconds });

/** Runs a job of Camunda's connector whose variables are JSON values, or their text. Gives all that is known of its end. */
export function endedDialectJob(variables: object | string, words: DialectWords = {}): Promise<EndedJob> {
  const { key = '1', headers = {}, retries = 3, settings = shared, signal = new AbortController().signal } = words;
  const { version = '8.10', lock = locked } = words;
  const text = typeof variables === 'string' ? variables : JSON.stringify(variables);
  const job = { key, retries, variables: text, customHeaders: JSON.stringify(headers) };
  return dialects[version].run(job, settings, lock, signal);
}
