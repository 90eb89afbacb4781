import type { EndedJob } from '../job/run-job.ts';
import type { Tracing } from '../tracing/tracing.ts';
import type { Logger } from './log.ts';
import type { TakenJob } from './sources.ts';

/** What the log says of a job. */
export function aboutJob(taken: TakenJob, tracing: Tracing | undefined) {
  const { key, priority, tags, rootProcessInstanceKey, physicalTenantId, ...job } = taken;
  return {
    jobKey: key,
    ...tracing?.idsOf(taken),
    elementId: job.elementId,
    processInstanceKey: job.processInstanceKey,
    bpmnProcessId: job.bpmnProcessId,
    processDefinitionVersion: job.processDefinitionVersion,
    ...(rootProcessInstanceKey !== undefined && { rootProcessInstanceKey }),
    ...(priority !== 0 && { priority }),
    ...(tags.length > 0 && { tags }),
    ...(physicalTenantId !== undefined && { physicalTenantId }),
  };
}

/** How many tables of a job the log names. */
const MAX_TABLES = 3;

/** What the log says of how a job ended. */
function aboutEnd({ outcome, operation, tables, region, failure }: EndedJob) {
  const table = tables.length > MAX_TABLES ? [...tables.slice(0, MAX_TABLES), '…'] : tables;
  return {
    outcome: outcome.kind,
    operation,
    ...(table.length > 0 && { table: table.join(', ') }),
    region,
    ...failure,
    ...(outcome.kind === 'error' && { code: outcome.code }),
    ...(outcome.kind === 'failed' && { retries: outcome.retries }),
  };
}

/** Tells how a job ended, before it is reported. */
export function tellEnd(log: Logger, about: ReturnType<typeof aboutJob>, ended: EndedJob): void {
  const { outcome, isHandedBack } = ended;
  if (isHandedBack)
    log.info({ ...about, ...aboutEnd(ended) }, 'The job is handed back: the worker stops, or has it no more');
  else if (outcome.kind !== 'completed')
    log.warn({ ...about, ...aboutEnd(ended), message: outcome.message }, 'The job failed');
  else if (log.isLevelEnabled('debug')) log.debug({ ...about, ...aboutEnd(ended) }, 'The job was done');
}

/** While the same trouble goes on, it is told once in this time. */
const TELL_EVERY_MS = 60_000;

/** Gives a function that tells of trouble with the gateway: each kind at once, and then once a minute while it goes on. */
export function gatewayTrouble(log: Logger): (error: Error) => void {
  let last = { message: '', told: Number.NEGATIVE_INFINITY, untold: 0 };
  return ({ message }) => {
    const now = performance.now();
    if (message === last.message && now - last.told < TELL_EVERY_MS) {
      last.untold++;
      return;
    }
    const more = message === last.message && last.untold > 0 ? { repeated: last.untold } : {};
    log.warn({ error: message, ...more }, 'The gateway did not answer as expected');
    last = { message, told: now, untold: 0 };
  };
}
