import { readFile } from 'node:fs/promises';
import type { EndedProcess, ZeebeClient } from '../../../examples/local/zeebe-client.ts';

/** Deploys a file of the folder `examples`, and starts its process once; gives the key of the instance. */
export async function startExample(
  zeebe: ZeebeClient,
  processId: string,
  variables: Record<string, unknown>,
): Promise<string> {
  await deployExample(zeebe, processId);
  return zeebe.start(processId, variables);
}

/** Deploys a file of the folder `examples`, and runs its process to its end, within `limit` milliseconds. */
export async function runExample(
  zeebe: ZeebeClient,
  processId: string,
  variables: Record<string, unknown>,
  limit?: number,
): Promise<EndedProcess> {
  await deployExample(zeebe, processId);
  return zeebe.run(processId, variables, limit);
}

async function deployExample(zeebe: ZeebeClient, processId: string): Promise<void> {
  const file = new URL(`../../../examples/${processId}.bpmn`, import.meta.url);
  await zeebe.deploy(`${processId}.bpmn`, await readFile(file, 'utf8'));
}
