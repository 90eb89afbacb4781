import { startWorker } from 'camunda-dynamodb-worker';
import { jobType, operations } from './operations.ts';

const env = { DYNAMODB_WORKER_JOB_TYPE: jobType, ...process.env };
const worker = await startWorker({ operations, env });

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void worker.stop().then((left) => process.exit(left === 0 ? 0 : 1)));
}
