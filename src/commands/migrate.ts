import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DiagramError, START } from '../diagram/diagram-error.ts';
import { decodeFile } from '../diagram/encoding.ts';
import { type Migration, migrate as migrateDiagram } from '../migration/migrate.ts';
import { OUR_JOB_TYPE } from '../migration/plan.ts';
import { asJson, forPeople, type ToldFile } from '../migration/told.ts';
import { operationsById } from '../operations/index.ts';
import { policyOf } from '../policy/policy.ts';
import type { Against } from '../review/task.ts';
import { shippedTemplates } from '../review/templates.ts';
import { readConfig } from '../worker/config.ts';
import { type Command, readBytes, WrongUse } from './command.ts';

const usage = `Usage: camunda-dynamodb-worker migrate FILE… [--check] [--out DIR] [--job-type TYPE] [--force] [--json]

Rewrites the tasks of BPMN diagrams that have Camunda's own DynamoDB template (versions 1 to 11, and the hybrid one) for
the template of this worker: template, job type, inputs and headers, and result and error expressions, whose results have
another shape here. A migrated task gives the process the same variables. Shows expressions before and after. A task of
which something cannot be known, like one whose operation an expression decides, stays as it is and is listed. Nothing
else in a file changes.

  --check          only says what would be done
  --out DIR        writes the files into this folder, and leaves the others as they are
  --job-type TYPE  the job type of the tasks afterwards: DYNAMODB_WORKER_JOB_TYPE of the worker (default: ${OUR_JOB_TYPE})
  --force          also rewrites a task of which something cannot be known, as far as it is clear what it does: what this
                   worker's result does not have becomes null, and an expression that is not understood stays
  --json           writes the report as JSON

Exit code: 0 if all tasks are migrated, or there are none; 1 if some are left as they are; with --check, 1 if there is
something to migrate. 78 for wrong use.

Example:
  camunda-dynamodb-worker migrate --check processes/*.bpmn`;

/** `migrate FILE…`: rewrites tasks of Camunda's own connector for this worker. */
export const migrate: Command = {
  usage,
  async run(args, surroundings) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        check: { type: 'boolean', default: false },
        out: { type: 'string' },
        'job-type': { type: 'string', default: OUR_JOB_TYPE },
        force: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    refuseWrongUse(positionals, values);
    const settings = { against: againstOf(values['job-type']), jobType: values['job-type'], force: values.force };
    const told: ToldFile[] = [];
    const written: (readonly [file: string, text: string])[] = [];
    for (const file of positionals) {
      const bytes = await readBytes(file, surroundings);
      try {
        const text = utf8Of(bytes);
        const done: Migration = await migrateDiagram(file, text, settings);
        told.push({ file, tasks: done.tasks, fault: undefined });
        if (values.out !== undefined) written.push([join(values.out, basename(file)), done.text]);
        else if (done.text !== text) written.push([file, done.text]);
      } catch (error) {
        if (!(error instanceof DiagramError)) throw error;
        told.push({ file, tasks: [], fault: error });
      }
    }
    if (!values.check) await writeAll(written, values.out);
    surroundings.print(values.json ? asJson(told) : forPeople(told, { isCheck: values.check }));
    const isDone = ({ tasks, fault }: ToldFile) =>
      fault === undefined && (values.check ? tasks.length === 0 : tasks.every(({ isMigrated }) => isMigrated));
    return told.every(isDone) ? 0 : 1;
  },
};

function refuseWrongUse(
  files: readonly string[],
  {
    check,
    out,
    'job-type': jobType,
  }: { readonly check: boolean; readonly out?: string | undefined; readonly 'job-type': string },
): void {
  if (files.length === 0) throw new WrongUse('Expected at least one FILE, got none.');
  if (files.includes('-')) throw new WrongUse('Expected files, which can be written, got - for standard input.');
  if (check && out !== undefined) throw new WrongUse('Expected one of --check and --out, got both.');
  if (jobType.trim() === '') throw new WrongUse('--job-type: expected the job type of the worker, got an empty text.');
  const names = files.map((file) => basename(file));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (out !== undefined && twice !== undefined)
    throw new WrongUse(`Expected files of different names with --out, got two of the name ${twice}.`);
}

/** What the tasks are held against afterwards: the worker's own checks, with an operator that allows everything. */
function againstOf(jobType: string): Against {
  const policy = policyOf(readConfig({}), { secret: () => undefined, tokenFile: undefined });
  return {
    operations: operationsById,
    templates: shippedTemplates(),
    jobType,
    policy: { ...policy, allowsEndpoint: () => true, allowsTokenFile: () => true },
    knowsSettings: false,
  };
}

const MARK = '\ufeff';

/**
 * Reads a file that can be written again as it was. A byte order mark stays.
 * @throws DiagramError when it is not in UTF-8
 */
function utf8Of(bytes: Uint8Array): string {
  const text = decodeFile(bytes);
  const given = Buffer.from(bytes);
  for (const whole of [text, MARK + text]) if (given.equals(Buffer.from(whole, 'utf8'))) return whole;
  throw new DiagramError('The file is not in UTF-8: save it in that encoding to migrate it', START);
}

async function writeAll(
  files: readonly (readonly [file: string, text: string])[],
  folder: string | undefined,
): Promise<void> {
  try {
    if (folder !== undefined) await mkdir(folder, { recursive: true });
    for (const [file, text] of files) await writeFile(file, text);
  } catch (error) {
    throw new WrongUse(`A file could not be written: ${(error as Error).message}`, { cause: error });
  }
}
