import { pino } from 'pino';
import { startPump } from '../../src/worker/pump.ts';
import { sourcesOf, type TakenJob } from '../../src/worker/sources.ts';
import type { Gateway } from '../../src/zeebe/gateway.ts';
import { openGrpcGateway } from '../../src/zeebe/grpc.ts';
import { grpcSettings } from '../../src/zeebe/grpc-settings.ts';
import { type CamundaSettings, camundaConfiguration } from '../../src/zeebe/settings.ts';
import type { StartPump } from '../support/pump-child.ts';
import { pumpSettings, streamed } from '../support/streamed.ts';

/** This project's own pump with streams beside its polls, as the worker has them. Its jobs do nothing. */
export const streams: StartPump = async (address, type) => {
  const access = { ZEEBE_GRPC_ADDRESS: address, CAMUNDA_AUTH_STRATEGY: 'NONE' } as CamundaSettings;
  startNoop(openGrpcGateway(await grpcSettings(camundaConfiguration(access))), type, true);
};

/**
 * Starts a pump of 32 slots whose jobs do nothing.
 * @param onJob is told of each job when it starts
 */
export function startNoop(
  gateway: Gateway,
  jobType: string,
  jobPush: boolean,
  onJob: (job: TakenJob) => void = () => {},
) {
  const wanted = { ...streamed, jobType, jobPush };
  return startPump<TakenJob, undefined>(
    {
      sources: sourcesOf([{ gateway, physicalTenantId: undefined }], wanted, pino({ level: 'silent' })),
      async run(job) {
        onJob(job);
      },
      async report(job) {
        await job.gateway.completeJob({ jobKey: job.key, variables: '{}' });
        return true;
      },
      isEnd: () => true,
      extendLock: async () => true,
      handBack: async () => {},
      onError: (error) => console.error(error),
      onBrokenStream(error) {
        console.error(error);
        return false;
      },
    },
    pumpSettings,
  );
}
