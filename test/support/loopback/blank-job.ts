import type { ActivatedJob } from './contract.ts';

export const DEFAULT_TENANT = '<default>';
export const DEFAULT_PHYSICAL_TENANT = 'default';
export const FIRST_KEY = 2 ** 51 + 1;

/** A job with nothing in it; the keys around its own are those of its process and its element. */
export function blankJob(key: number): ActivatedJob {
  return {
    key: String(key),
    type: '',
    processInstanceKey: String(key - 1),
    bpmnProcessId: 'process',
    processDefinitionVersion: 1,
    processDefinitionKey: String(FIRST_KEY - 1),
    elementId: 'task',
    elementInstanceKey: String(key + 1),
    customHeaders: '{}',
    worker: '',
    retries: 3,
    deadline: 0,
    variables: '{}',
    tenantId: DEFAULT_TENANT,
    tags: [],
    priority: 0,
    physicalTenantId: DEFAULT_PHYSICAL_TENANT,
    rootProcessInstanceKey: String(key - 1),
  };
}
