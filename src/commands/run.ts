import { parseArgs } from 'node:util';
import { operations } from '../operations/index.ts';
import { readSettings } from '../worker/open.ts';
import { type Command, environmentWith, readText, refuseInputTwice, WrongUse } from './command.ts';
import { dryRun } from './run/dry-run.ts';
import { readJobFile } from './run/job-file.ts';
import { readKeys } from './run/known-keys.ts';
import { liveRun } from './run/live-run.ts';

const usage = `Usage: camunda-dynamodb-worker run JOB.json [--env FILE] [--dry-run [--keys TABLE=NAME:TYPE,…]…] [--explain] [--json]

Does one job as the worker would, without a cluster: DynamoDB is asked, and items are read and written. Prints what
Zeebe would be told. JOB.json has a job, or its variables alone; - reads it from standard input:
  {"variables": {"authentication": {…}, "configuration": {…}, "input": {…}},
   "customHeaders": {"resultVariable": "result"}, "retries": 3}
tenantId, physicalTenantId and key may stand beside them. A job without a key gets a new one each time, so that
exactlyOnce holds within one run only.

  --env FILE   sets variables (NAME=value, one a line) before the settings and secrets are read: the worker's rules hold
  --dry-run    asks nobody, and prints the requests to AWS, without keys and signatures
  --keys KEYS  with --dry-run, the keys of a table or an index, with the types S, N and B: orders=id:S,at:N or
               orders/index/by-status=status:S. Names are then put in, and keys are checked
  --explain    says what got placeholders, what was split, and what it costs in capacity units
  --json       prints all of it as JSON, with all digits

Exit code: 0 if the job is completed, or its requests are printed; 1 if it fails; 78 for wrong use or settings.`;

/** `run JOB.json`: does one job, or prints its requests. */
export const run: Command = {
  usage,
  async run(args, surroundings) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        env: { type: 'string' },
        'dry-run': { type: 'boolean' },
        keys: { type: 'string', multiple: true },
        explain: { type: 'boolean' },
        json: { type: 'boolean' },
      },
      allowPositionals: true,
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      throw new WrongUse(`Expected one file JOB.json, or - for standard input, got ${positionals.length}.`);
    if (values.keys !== undefined && !values['dry-run']) throw new WrongUse('Expected --keys with --dry-run only.');
    refuseInputTwice([
      ['JOB.json', file],
      ['--env', values.env],
    ]);
    const keys = readKeys(values.keys ?? []);
    const env = await environmentWith(values.env, surroundings);
    const opened = await readSettings(operations, env);
    const job = readJobFile(await readText(file, surroundings), file === '-' ? 'Standard input' : file);
    const given = { ...opened, env, job, surroundings };
    const style = { explains: values.explain === true, asJson: values.json === true };
    return values['dry-run'] ? dryRun(given, keys, style) : liveRun(given, style);
  },
};
