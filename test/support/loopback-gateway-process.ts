import { forkWithPackages } from './fork.ts';
import type { GatewayAnswers } from './loopback/child.ts';
import type { LoopbackGatewayOptions } from './loopback-gateway.ts';

export type LoopbackGatewayProcess = Awaited<ReturnType<typeof forkLoopbackGateway>>;

/** Starts the loopback gateway in a process of its own, which ends with this one; `ask` calls its methods. */
export async function forkLoopbackGateway(options: LoopbackGatewayOptions = {}) {
  const child = await forkWithPackages<GatewayAnswers>(new URL('./loopback/child.ts', import.meta.url));
  try {
    return { ...child, ...(await child.ask('start', options)) };
  } catch (error) {
    await child.kill();
    throw error;
  }
}
