import { readdirSync } from 'node:fs';
import { operations, startWorker, type Worker } from '../../src/index.ts';
import { answerParent } from './answer-parent.ts';
import { heapUsed } from './heap.ts';

let worker: Worker | undefined;

const answers = {
  /** Starts a worker with these settings. */
  async start(env: Record<string, string>): Promise<void> {
    worker = await startWorker({ operations, env });
  },
  /** Stops it. */
  async stop(): Promise<void> {
    await worker?.stop();
  },
  /** What the process has: bytes of its heap that are in use, and open descriptors (on Linux). */
  usage() {
    const descriptors = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
    return { heap: heapUsed(), descriptors };
  },
};

export type WorkerAnswers = typeof answers;
answerParent(answers);
