import { readdirSync } from 'node:fs';
import { operations, startWorker } from '../../src/index.ts';
import { answerParent } from './fork.ts';
import { heapUsed } from './heap.ts';

const answers = {
  /** Starts a worker with these settings. */
  async start(env: Record<string, string>): Promise<void> {
    await startWorker({ operations, env });
  },
  /** What the process has: bytes of its heap that are in use, and open descriptors (on Linux). */
  usage() {
    const descriptors = process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
    return { heap: heapUsed(), descriptors };
  },
};

export type WorkerAnswers = typeof answers;
answerParent(answers);
