import { readFile } from 'node:fs/promises';
import type { ZeebeClient } from '../../../examples/local/zeebe-client.ts';

/** Deploys a file of the folder `examples`, and starts its process once; gives the key of the instance. */
export async function startExample(
  zeebe: ZeebeClient,
  processId: string,
  variables: Record<string, unknown>,
): Promise<string> {
  const file = new URL(`../../../examples/${processId}.bpmn`, import.meta.url);
  await zeebe.deploy(`${processId}.bpmn`, await readFile(file, 'utf8'));
  return zeebe.start(processId, variables);
}
