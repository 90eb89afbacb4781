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

const LONGEST_MESSAGE = 2_000;

/** The jobs in an answer. */
interface ReadJobs {
  readonly jobs: readonly ActivatedJob[];
  /** Says which jobs cannot be read, and why. Undefined if all can. */
  readonly unreadable: SyntaxError | undefined;
}

/**
 * Reads the jobs in the answer to a poll. Variables and custom headers are cut out of it as they are, with every digit. A job that
 * cannot be read is left out.
 * @param answer JSON like `{"jobs":[…]}`
 * @param deadline when the locks of the jobs end, as `performance.now()` tells it
 * @throws SyntaxError when it is something else
 */
export function jobsIn(answer: Buffer, deadline: number): ReadJobs {
  const list = membersOf(answer).get('jobs');
  if (list === undefined) throw new SyntaxError('there are no jobs in the answer');
  const jobs: ActivatedJob[] = [];
  const faults: string[] = [];
  for (const job of elementsOf(list)) {
    let key = '';
    try {
      const members = readerOf(membersOf(job));
      key = members.text('jobKey');
      jobs.push(jobOf(key, members, deadline));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      faults.push(`${key === '' ? 'a job without a key' : `the job ${key}`}: ${error.message}`);
    }
  }
  const told = faults.join('; ').slice(0, LONGEST_MESSAGE);
  return { jobs, unreadable: told === '' ? undefined : new SyntaxError(told) };
}

type Reader = ReturnType<typeof readerOf>;

/** Reads the members of a job. All throw a SyntaxError when a member is of another kind. */
function readerOf(members: ReadonlyMap<string, Buffer>) {
  const raw = (name: string) => {
    const json = members.get(name)?.toString();
    return json === 'null' ? undefined : json;
  };

  function optional(name: string): string | undefined {
    const json = raw(name);
    // Keys are texts, but were numbers before 8.8: they keep all their digits.
    if (json === undefined || /^-?\d+$/.test(json)) return json;
    return checked(name, JSON.parse(json) as string, (read) => typeof read === 'string', 'a text');
  }

  const whole = (name: string) => checked(name, Number(raw(name) ?? Number.NaN), Number.isInteger, 'a whole number');

  function texts(name: string): readonly string[] {
    const list = JSON.parse(raw(name) ?? '[]') as readonly string[];
    const isRight = () => Array.isArray(list) && list.every((text) => typeof text === 'string');
    return checked(name, list, isRight, 'a list of texts');
  }

  return {
    raw,
    optional,
    text: (name: string) => optional(name) ?? '',
    whole,
    /** 0 if it is not told. */
    number: (name: string) => (raw(name) === undefined ? 0 : whole(name)),
    texts,
  };
}

function checked<T>(name: string, read: T, isRight: (read: T) => boolean, expected: string): T {
  if (!isRight(read)) throw new SyntaxError(`${name}: expected ${expected}`);
  return read;
}

function jobOf(key: string, { raw, optional, text, whole, number, texts }: Reader, deadline: number): ActivatedJob {
  if (key === '') throw new SyntaxError('jobKey: expected a key');
  return {
    key,
    type: text('type'),
    processInstanceKey: text('processInstanceKey'),
    bpmnProcessId: text('processDefinitionId'),
    processDefinitionVersion: number('processDefinitionVersion'),
    elementId: text('elementId'),
    elementInstanceKey: text('elementInstanceKey'),
    // Every gateway tells them. Without them, the first failure would be an incident.
    retries: whole('retries'),
    customHeaders: raw('customHeaders') ?? '{}',
    variables: raw('variables') ?? '{}',
    tenantId: optional('tenantId') ?? '<default>',
    tags: texts('tags'),
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
