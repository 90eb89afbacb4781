import type { status } from '@grpc/grpc-js';
import { answerParent } from '../answer-parent.ts';
import {
  type Ended,
  type LoopbackGateway,
  type LoopbackGatewayOptions,
  type NewJob,
  type Rpc,
  startLoopbackGateway,
} from '../loopback-gateway.ts';

/** What a parent process may ask this one. */
export type GatewayAnswers = ReturnType<typeof answersOf>;

let gateway: LoopbackGateway | undefined;

function answersOf(current: () => LoopbackGateway) {
  return {
    async start(options: LoopbackGatewayOptions) {
      gateway = await startLoopbackGateway({ record: false, ...options });
      const { address, port, restAddress, restPort } = gateway;
      return { address, port, restAddress, restPort };
    },
    /** Adds so many jobs like the template; `%n` in its variables becomes the number of the job. */
    addJobs(count: number, template: NewJob): void {
      const { variables = '{}' } = template;
      const jobs = Array.from({ length: count }, (_, n) => ({
        ...template,
        variables: variables.replaceAll('%n', String(n)),
      }));
      current().addJobs(jobs);
    },
    async waitFor(count: number, how?: Ended['how'], withinMs?: number): Promise<number> {
      return (await current().waitFor(count, how, withinMs)).length;
    },
    ended: () => current().ended,
    stats() {
      const { calls, ended, timeoutUpdates } = current();
      const byHow = { completed: 0, failed: 0, error: 0, incident: 0 };
      for (const { how } of ended) byHow[how] += 1;
      const usage = { cpu: process.cpuUsage(), maxRssKb: process.resourceUsage().maxRSS };
      return { calls, ended: byHow, timeoutUpdates: timeoutUpdates.length, ...current().count(), ...usage };
    },
    answer: (rpc: Rpc, code: status, times?: number) => current().faults.answer(rpc, code, times),
    hang: (rpc: Rpc, times?: number) => current().faults.hang(rpc, times),
    loseAnswer: (rpc: Rpc, how?: 'reset' | status, times?: number) => current().faults.loseAnswer(rpc, how, times),
    setLongPoll(on: boolean): void {
      current().faults.longPoll = on;
    },
    refuseLargerThan: (bytes: number) => current().faults.refuseLargerThan(bytes),
    clearFaults: () => current().faults.clear(),
    expireLocks: () => current().expireLocks(),
    endStreams: () => current().endStreams(),
    cutConnections: () => current().cutConnections(),
    goDown: () => current().goDown(),
    comeBack: () => current().comeBack(),
  };
}

answerParent(
  answersOf(() => {
    if (!gateway) throw new Error('The gateway is not started');
    return gateway;
  }),
);
