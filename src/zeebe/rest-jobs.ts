import { elementsOf, membersOf } from '../json/members.ts';
import type { ActivatedJob, Subscription } from './gateway.ts';

/** Writes what a poll asks for. Members that 8.8 does not know go out only if the subscription has them. */
export function activationOf(
  { tenantFilter, tenantIds, ...subscription }: Subscription,
  { maxJobsToActivate, requestTimeout }: { readonly maxJobsToActivate: number; readonly requestTimeout: number },
): string {
  const tenants = tenantFilter === undefined ? { tenantIds } : { tenantFilter };
  return JSON.stringify({ ...subscription, ...tenants, maxJobsToActivate, requestTimeout });
}

/**
 * Reads the jobs in the answer to a poll. Variables and custom headers are cut out of it as they are, with every digit.
 * @param answer JSON like `{"jobs":[…]}`
 * @param deadline when the locks of the jobs end, as `performance.now()` tells it
 * @throws SyntaxError when it is something else
 */
export function jobsIn(answer: Buffer, deadline: number): ActivatedJob[] {
  const jobs = membersOf(answer).get('jobs');
  if (jobs === undefined) throw new SyntaxError('there are no jobs in the answer');
  return elementsOf(jobs).map((job) => jobOf(membersOf(job), deadline));
}

function jobOf(members: ReadonlyMap<string, Buffer>, deadline: number): ActivatedJob {
  const raw = (name: string) => {
    const json = members.get(name)?.toString();
    return json === 'null' ? undefined : json;
  };
  const optional = (name: string) => {
    const json = raw(name);
    // Keys are texts, but were numbers before 8.8: they keep all their digits.
    return json?.startsWith('"') ? (JSON.parse(json) as string) : json;
  };
  const text = (name: string) => optional(name) ?? '';
  const number = (name: string) => Number(raw(name) ?? 0);
  const key = text('jobKey');
  if (key === '') throw new SyntaxError('there is a job without a key in the answer');
  return {
    key,
    type: text('type'),
    processInstanceKey: text('processInstanceKey'),
    bpmnProcessId: text('processDefinitionId'),
    processDefinitionVersion: number('processDefinitionVersion'),
    elementId: text('elementId'),
    elementInstanceKey: text('elementInstanceKey'),
    retries: number('retries'),
    customHeaders: raw('customHeaders') ?? '{}',
    variables: raw('variables') ?? '{}',
    tenantId: optional('tenantId') ?? '<default>',
    tags: JSON.parse(raw('tags') ?? '[]') as string[],
    rootProcessInstanceKey: optional('rootProcessInstanceKey'),
    priority: number('priority'),
    physicalTenantId: optional('physicalTenantId'),
    jobLeaseToken: optional('jobLeaseToken'),
    deadline,
  };
}

/**
 * Writes the body of a report: its members, and the variables as they are.
 * @param variables JSON of an object
 */
export function reportOf(members: Readonly<Record<string, string | number | undefined>>, variables: string): string {
  const written = JSON.stringify(members);
  return `${written.slice(0, -1)}${written === '{}' ? '' : ','}"variables":${variables || '{}'}}`;
}
