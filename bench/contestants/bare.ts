import { Client, type ClientReadableStream, credentials, Metadata } from '@grpc/grpc-js';
import { loadGatewayService } from '../../examples/local/gateway-service.ts';
import type { ActivatedJob } from '../../test/support/loopback/contract.ts';

const MAX_JOBS = 32;
/** A gateway that does not wait for jobs is asked again only after so long. */
const EMPTY_PAUSE_MS = 10;

/**
 * The least that a worker can do: one poll at a time for as many jobs as it has free slots, and each job completed as it comes.
 */
export async function bareLoop(address: string, type: string): Promise<void> {
  const { ActivateJobs: activate, CompleteJob: complete } = loadGatewayService();
  if (!activate || !complete) throw new Error('The service lacks a method');
  const client = new Client(address.replace('grpc://', ''), credentials.createInsecure());
  const metadata = new Metadata();
  let inFlight = 0;
  let polling = false;

  function poll(): void {
    if (polling || inFlight >= MAX_JOBS) return;
    polling = true;
    let isEmpty = true;
    const request = {
      type,
      worker: 'bare',
      timeout: 60_000,
      maxJobsToActivate: MAX_JOBS - inFlight,
      requestTimeout: 10_000,
    };
    const { path, requestSerialize, responseDeserialize } = activate as NonNullable<typeof activate>;
    const call: ClientReadableStream<{ jobs: ActivatedJob[] }> = client.makeServerStreamRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
    );
    call.on('data', ({ jobs }) => {
      isEmpty = false;
      jobs.forEach(work);
    });
    call.on('error', fail);
    call.on('end', () => {
      polling = false;
      if (isEmpty) setTimeout(poll, EMPTY_PAUSE_MS);
      else poll();
    });
  }

  function work(job: ActivatedJob): void {
    inFlight += 1;
    JSON.parse(job.variables);
    const { path, requestSerialize, responseDeserialize } = complete as NonNullable<typeof complete>;
    const answer = { jobKey: job.key, variables: '{}' };
    client.makeUnaryRequest(path, requestSerialize, responseDeserialize, answer, metadata, (error) => {
      if (error) fail(error);
      inFlight -= 1;
      poll();
    });
  }

  poll();
}

function fail(error: Error): never {
  throw error;
}
