import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { isNothingSetUp } from '../credentials/chain.ts';
import type { Clients } from '../dynamodb/clients.ts';
import type { Failure } from '../failure/failure.ts';
import { isRegionMissing, toFailure } from '../failure/of-aws.ts';
import type { Gateway } from '../zeebe/gateway.ts';

/** What one try of a connection showed. */
export interface Finding {
  readonly ok: boolean;
  readonly text: string;
}

/** Asks the gateway once. */
export async function checkGateway(gateway: Gateway, address: string): Promise<Finding> {
  try {
    await gateway.topology();
    return { ok: true, text: `Zeebe at ${address} answers` };
  } catch (error) {
    return { ok: false, text: `Zeebe at ${address} does not answer: ${(error as Error).message}` };
  }
}

/**
 * Asks DynamoDB once, with the AWS settings beside the worker. Having no credentials or no region is no fault, for a job may bring
 * its own, but one that cannot be used is; and a refusal shows that DynamoDB can be reached.
 */
export async function checkDynamoDb(clients: Clients): Promise<Finding> {
  const lease = clients.lease({
    authentication: { type: 'defaultCredentialsChain' },
    region: undefined,
    endpoint: undefined,
    secrets: [],
  });
  try {
    // Before the region, which may be missing.
    await lease.client.config.credentials();
    await lease.client.send(new ListTablesCommand({ Limit: 1 }));
    return { ok: true, text: 'DynamoDB answers with the AWS settings beside the worker' };
  } catch (error) {
    return told(toFailure(error));
  } finally {
    lease.release();
  }
}

function told(failure: Failure): Finding {
  if (isNothingSetUp(failure) || (failure.cause instanceof Error && isRegionMissing(failure.cause)))
    return { ok: true, text: `Jobs must bring their own AWS settings. ${failure.message}` };
  if (failure.type === 'AccessDeniedException')
    return { ok: true, text: `DynamoDB answers, but does not let the worker list tables. ${failure.message}` };
  return { ok: false, text: `DynamoDB: ${failure.message}` };
}
