import { openDialect } from '../../src/camunda-dialect/dialect.ts';
import { keepClients } from '../../src/dynamodb/clients.ts';
import { type EndedJob, type Job, runJob } from '../../src/job/run-job.ts';
import { answerParent } from '../../test/support/answer-parent.ts';
import { activatedJob, clientSettings, jobSettings, variablesFor } from '../../test/support/jobs.ts';
import { type BlockSettings, blockOf, measureBlocks } from './blocks.ts';

const input = { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { id: 'a' } };
const headers = {
  variable: { native: { resultVariable: 'result' }, dialect: { resultVariable: 'result' } },
  expression: {
    native: { resultExpression: '={total: response.response.Item.total}' },
    dialect: { resultExpression: '={total: response[item.total != null][1].total}' },
  },
};

const answers = {
  /** Runs jobs in blocks, native ones and those of Camunda's connector. See `measureBlocks`. */
  async run(mapping: keyof typeof headers, endpoint: string, settings: BlockSettings) {
    const shared = jobSettings({ clients: keepClients({ ...clientSettings, maxAttempts: 1 }) });
    const variables = JSON.stringify(variablesFor(endpoint, input));
    const { signal } = new AbortController();
    const dialect = openDialect('8.10');
    const lock = async () => ({ state: 'lost', reason: 'The job is gone' }) as const;
    const running = (ofTask: object, run: (job: Job) => Promise<EndedJob>) => {
      const customHeaders = JSON.stringify(ofTask);
      return blockOf(async () => {
        const { outcome } = await run({ ...activatedJob, variables, customHeaders });
        if (outcome.kind !== 'completed') throw new Error(outcome.message);
      });
    };
    const blocks = [
      running(headers[mapping].native, (job) => runJob(job, shared, signal)),
      running(headers[mapping].dialect, (job) => dialect.run(job, shared, lock, signal)),
    ];
    return measureBlocks(blocks, settings);
  },
};

export type DialectAnswers = typeof answers;
answerParent(answers);
