const LOCK_MS = 60_000;

/** The jobs that a pump with streams takes, as `sourcesOf` wants them: those of the default tenant, and no more than 32 at a time. */
export const streamed = {
  jobType: 'bench',
  fetchVariable: ['input'],
  name: 'bench',
  jobTimeout: LOCK_MS,
  tenantIds: ['<default>'],
  lease: 'auto',
  jobPush: true,
  maxJobs: 32,
  longPoll: 10_000,
  onPoll: () => {},
  onUnfit: () => {},
} as const;

/** The settings of such a pump. */
export const pumpSettings = {
  maxJobs: streamed.maxJobs,
  lock: LOCK_MS,
  longest: LOCK_MS,
  reportGrace: 0,
  stopped: new Error('stopped'),
};
