import { credentials } from '@grpc/grpc-js';
import { type ActivatedJob, openGateway } from '../../src/gateway.ts';
import { STOPPED } from '../../src/job.ts';
import { parseJson } from '../../src/json.ts';
import type { Outcome } from '../../src/outcome.ts';
import { fetchedVariables } from '../../src/prepare.ts';
import { startPump } from '../../src/pump.ts';
import { reportOutcome } from '../../src/report.ts';
import type { StartPump } from '../support/pump-child.ts';

const LOCK = 60_000;

/** This project's own pump, with jobs that read their variables and do nothing. */
export const pump: StartPump = async (address, type) => {
  const gateway = openGateway({
    address: address.replace('grpc://', ''),
    credentials: credentials.createInsecure(),
    headers: undefined,
    options: {},
  });
  const subscription = {
    type,
    worker: 'pump',
    timeout: LOCK,
    fetchVariable: fetchedVariables,
    tenantIds: ['<default>'],
  };
  const onTrouble = (error: Error) => console.error(error);
  startPump<ActivatedJob, Outcome>(
    {
      activate: (maxJobsToActivate, onJob, signal) =>
        gateway.activateJobs(subscription, { maxJobsToActivate, requestTimeout: 10_000, signal }, onJob),
      run: async (job) => {
        parseJson(job.variables);
        return { kind: 'completed', variables: '{}' };
      },
      report: (job, outcome) => reportOutcome(gateway, job, outcome, onTrouble),
      extendLock: async () => true,
      onTrouble,
    },
    { maxJobs: 32, lock: LOCK, reportGrace: 0, stopped: STOPPED },
  );
};
