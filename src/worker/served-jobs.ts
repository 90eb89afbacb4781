import { dialectJobTypes } from '../camunda-dialect/job-types.ts';
import type { EndedJob, JobSettings } from '../job/run-job.ts';
import { GatewayError, type Verdict } from '../zeebe/gateway-error.ts';
import { proven } from '../zeebe/report.ts';
import { type Config, settings } from './settings.ts';
import type { TakenJob } from './sources.ts';

/** Jobs of a type that the worker takes beside its own, and what does them. */
export interface ServedJobs {
  readonly jobType: string;
  /** The variables that come with each job. */
  readonly fetchVariable: readonly string[];
  /** Does one job. Never rejects. */
  readonly run: (job: TakenJob, settings: JobSettings, signal: AbortSignal) => Promise<EndedJob>;
}

/** Locks are looked at eight times in the time of one. A lock that were shorter than two looks could be over before it is extended. */
const SHORTEST_LOCK = 1 / 4;

/** Gives what the worker serves beside its own jobs: those of Camunda's connector, if that is wanted. Only then, their code is loaded. */
export async function alsoServed({ camundaCompatible, jobTimeout }: Config): Promise<ServedJobs[]> {
  if (camundaCompatible === undefined) return [];
  const { openDialect } = await import('../camunda-dialect/dialect.ts');
  const { fetchedVariables, run } = openDialect(camundaCompatible);
  const shortest = Math.ceil(jobTimeout * SHORTEST_LOCK);
  return dialectJobTypes.map((jobType) => ({
    jobType,
    fetchVariable: fetchedVariables,
    run: (job, settings, signal) =>
      run(job, settings, (milliseconds) => lock(job, Math.max(milliseconds, shortest)), signal),
  }));
}

/** The types of all jobs that the worker takes, in words. */
export function jobTypesIn({ jobType, camundaCompatible }: Config): string {
  return (camundaCompatible === undefined ? [jobType] : [jobType, ...dialectJobTypes]).join(', ');
}

/** Says that one job type has two meanings. */
export function jobTypeFaults({ jobType, camundaCompatible }: Config): string[] {
  if (camundaCompatible === undefined || !dialectJobTypes.includes(jobType)) return [];
  const expected = `another job type than those that ${settings.camundaCompatible.name} serves`;
  return [`${settings.jobType.name}: expected ${expected}, got ${JSON.stringify(jobType)}`];
}

/** What says nothing of the job itself. */
const passing: readonly Verdict[] = ['unreachable', 'doubtful'];

/** Locks a job for so many milliseconds from now on. */
async function lock(job: TakenJob, timeout: number) {
  const until = performance.now() + timeout;
  try {
    await job.gateway.updateJobTimeout({ ...proven(job), timeout });
    job.deadline = until;
    return { state: 'locked', until } as const;
  } catch (error) {
    if (!(error instanceof GatewayError && passing.includes(error.verdict)))
      return { state: 'lost', reason: (error as Error).message } as const;
    // Zeebe may have done it or not: the earlier end counts.
    job.deadline = Math.min(job.deadline, until);
    return { state: 'unknown', until: job.deadline } as const;
  }
}
