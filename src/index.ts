export { defineOperation } from './operation/operation.ts';
export { operations } from './operations/index.ts';
export { startWorker } from './worker/start.ts';
