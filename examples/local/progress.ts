import { setTimeout as sleep } from 'node:timers/promises';
import type { ZeebeRecord } from './records.ts';

/** How one job of a process ended. Times are milliseconds since 1970. */
export interface EndedJob {
  readonly elementId: string;
  readonly how: 'completed' | 'error';
  /** The variables that it gave, or the code and message of the BPMN error. */
  readonly variables: Record<string, unknown>;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly milliseconds: number;
}

/** A process that stopped at an incident. */
export class IncidentError extends Error {
  override readonly name = 'IncidentError';
}

const POLL = 50;
const ENDS = new Map<string, EndedJob['how']>([
  ['COMPLETED', 'completed'],
  ['ERROR_THROWN', 'error'],
]);

/**
 * Follows a process instance to its end, telling of each job as it ends.
 * @throws IncidentError when the process stops at an incident
 */
export async function followProcess(
  records: (type?: string, after?: number) => Promise<ZeebeRecord[]>,
  processInstanceKey: string,
  onJob: (job: EndedJob) => void,
): Promise<void> {
  const created = new Map<number, number>();
  let after = -1;
  for (;;) {
    for (const record of await records(undefined, after)) {
      after = record.position;
      const { value, valueType, intent } = record;
      if (String(value.processInstanceKey) !== processInstanceKey) continue;
      if (valueType === 'JOB' && intent === 'CREATED') created.set(record.key, record.timestamp);
      const how = valueType === 'JOB' ? ENDS.get(intent) : undefined;
      if (how !== undefined)
        onJob(endedJob(record, how, record.timestamp - (created.get(record.key) ?? record.timestamp)));
      if (valueType === 'INCIDENT' && intent === 'CREATED') {
        throw new IncidentError(`${value.elementId}: ${value.errorType}: ${value.errorMessage}`);
      }
      if (valueType === 'PROCESS_INSTANCE' && intent === 'ELEMENT_COMPLETED' && value.bpmnElementType === 'PROCESS')
        return;
    }
    await sleep(POLL);
  }
}

function endedJob({ value }: ZeebeRecord, how: EndedJob['how'], milliseconds: number): EndedJob {
  return {
    elementId: String(value.elementId),
    how,
    variables: value.variables as Record<string, unknown>,
    errorCode: String(value.errorCode),
    errorMessage: String(value.errorMessage),
    milliseconds,
  };
}
