import { parseArgs } from 'node:util';
import type { AskedSecret } from '../connection/secrets.ts';
import { operationsById } from '../operations/index.ts';
import { policyOf } from '../policy/policy.ts';
import { readFiles } from '../review/files.ts';
import type { Finding } from '../review/finding.ts';
import { type Look, type Review, review } from '../review/review.ts';
import { asSarif } from '../review/sarif.ts';
import { lookAtTables } from '../review/tables.ts';
import type { Against, Files } from '../review/task.ts';
import { shippedTemplates } from '../review/templates.ts';
import { asJson, forPeople } from '../review/told.ts';
import { loadConfig, readConfig } from '../worker/config.ts';
import { keepPolicies, workerClients } from '../worker/job-settings.ts';
import { secretsOf } from '../worker/secret-variables.ts';
import { localSecrets } from '../worker/secrets.ts';
import { settings } from '../worker/settings.ts';
import { packageVersion } from '../worker/version.ts';
import { type Command, environmentWith, readBytes, refuseInputTwice, type Surroundings, WrongUse } from './command.ts';

const usage = `Usage: camunda-dynamodb-worker check FILE… [--env FILE] [--tenant ID] [--aws] [--strict] [--json | --sarif]

Says before deployment what each DynamoDB task of BPMN diagrams would be refused for: its operation and fields, FEEL,
result and error expressions, error codes that nothing throws or catches, old templates, keys in clear. Give all diagrams
that belong together, and their forms (*.form). What depends on variables of a process is left out, unless it is wrong
whatever they are. Nothing is sent anywhere without --aws.

  --env FILE    the settings of the worker (NAME=value, one a line): its rules and its secrets count
  --tenant ID   the rules for this tenant count; with --env
  --aws         looks at the tables, by DescribeTable only: whether they exist and have the keys that tasks name
  --strict      warnings count as errors
  --json        writes findings as JSON
  --sarif       writes findings as SARIF 2.1.0, for code review

Exit code: 0 if there are no errors, 1 if there are some, 78 for wrong use.

Example:
  camunda-dynamodb-worker check --env worker.env --sarif processes/*.bpmn processes/*.form > check.sarif`;

/** `check FILE…`: says what the DynamoDB tasks of diagrams would be refused for. */
export const check: Command = {
  usage,
  async run(args, surroundings) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        env: { type: 'string' },
        tenant: { type: 'string' },
        aws: { type: 'boolean', default: false },
        strict: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        sarif: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    if (positionals.length === 0) throw new WrongUse('Expected at least one FILE, got none.');
    if (values.json && values.sarif) throw new WrongUse('Expected one of --json and --sarif, got both.');
    if (values.tenant !== undefined && values.env === undefined)
      throw new WrongUse('Expected --env with --tenant: the rules of a tenant are settings of the worker.');
    refuseInputTwice([...positionals.map((file) => ['FILE', file] as const), ['--env', values.env]]);
    const against = await settingsOf(values.env, values.tenant, surroundings);
    const given = [];
    for (const file of positionals) given.push({ file, text: await readBytes(file, surroundings) });
    const { files, findings } = readFiles(given);
    const found = await (values.aws ? reviewWithTables(files, against) : review(files, against));
    const all = {
      ...found,
      findings: [...findings, ...found.findings].map((each) => (values.strict ? asError(each) : each)),
    };
    surroundings.print(written(all, values));
    return all.findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
};

function asError(finding: Finding): Finding {
  return { ...finding, severity: 'error' };
}

function written(found: Review, { json, sarif }: { readonly json: boolean; readonly sarif: boolean }): string {
  if (sarif) return asSarif(found.findings, packageVersion());
  return json ? asJson(found) : forPeople(found);
}

/** Stands for a secret of AWS, which is not asked. */
const NOBODY_ASKS: AskedSecret = { ask: () => Promise.reject(new Error('Nothing is asked here')) };

interface CheckSettings extends Against {
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads what diagrams are held against. Without a file of settings, the operator is taken to allow everything.
 * @throws WrongUse when the file cannot be read; ConfigError when the settings are wrong
 */
async function settingsOf(
  file: string | undefined,
  tenant: string | undefined,
  surroundings: Surroundings,
): Promise<CheckSettings> {
  const env = await environmentWith(file, surroundings);
  const shared = { operations: operationsById, templates: shippedTemplates(), env };
  if (file === undefined) {
    const policy = policyOf(readConfig({}), { secret: () => undefined, tokenFile: undefined });
    const allowing = { ...policy, allowsEndpoint: () => true, allowsTokenFile: () => true };
    const jobType = env[settings.jobType.name] || (settings.jobType.initial as string);
    return { ...shared, jobType, policy: allowing, knowsSettings: false };
  }
  const config = await loadConfig(env);
  const secrets = localSecrets(config, env, () => NOBODY_ASKS);
  const parts = { secret: secrets.find, secretPlaces: secrets.placesOf, aws: { variables: env } };
  const policy = keepPolicies(config, parts).of({ tenantId: tenant ?? '' });
  return { ...shared, jobType: config.jobType, policy, knowsSettings: true };
}

/** Does the same, and looks at tables. */
async function reviewWithTables(files: Files, against: CheckSettings): Promise<Review> {
  const aws = { maxAttempts: undefined, variables: against.env };
  const clients = workerClients(readConfig({}), aws, { onRenewalFailure: () => {} });
  try {
    const look: Look = lookAtTables(clients, files, { ...against, secrets: secretsOf(against.env) });
    return await review(files, against, look);
  } finally {
    clients.close();
  }
}
