import { credentials } from '@grpc/grpc-js';
import type { Outcome } from '../../src/job/outcome.ts';
import { fetchedVariables } from '../../src/job/read-job.ts';
import { STOPPED } from '../../src/job/run-job.ts';
import { parseJson } from '../../src/json/json.ts';
import { startPump } from '../../src/worker/pump.ts';
import type { ActivatedJob } from '../../src/zeebe/gateway.ts';
import { openGrpcGateway } from '../../src/zeebe/grpc.ts';
import { reportOutcome } from '../../src/zeebe/report.ts';
import type { StartPump } from '../support/pump-child.ts';

const LOCK_MS = 60_000;

/** This project's own pump. Its jobs read their variables and do nothing else. */
export const pump: StartPump = async (address, type) => {
  const gateway = openGrpcGateway({
    address: address.replace('grpc://', ''),
    credentials: credentials.createInsecure(),
    authorization: undefined,
    options: {},
  });
  const subscription = {
    type,
    worker: 'pump',
    timeout: LOCK_MS,
    fetchVariable: fetchedVariables,
    tenantIds: ['<default>'],
  };
  const onError = (error: Error) => console.error(error);
  startPump<ActivatedJob, Outcome>(
    {
      sources: [
        {
          activate: (maxJobsToActivate, onJob, signal) =>
            gateway.activateJobs(subscription, { maxJobsToActivate, requestTimeout: 10_000, signal }, onJob),
        },
      ],
      run: async (job) => {
        parseJson(job.variables);
        return { kind: 'completed', variables: '{}' };
      },
      report: async (job, outcome) => {
        await reportOutcome(gateway, job, outcome, { late: 0, onError });
        return true;
      },
      isEnd: () => true,
      extendLock: async () => true,
      handBack: async () => {},
      onError,
      onBrokenStream: () => false,
    },
    { maxJobs: 32, lock: LOCK_MS, longest: 3_600_000, reportGrace: 0, stopped: STOPPED },
  );
};
