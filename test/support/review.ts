import { operationsById } from '../../src/operations/index.ts';
import { policyOf } from '../../src/policy/policy.ts';
import { readFiles } from '../../src/review/files.ts';
import type { Finding } from '../../src/review/finding.ts';
import { review } from '../../src/review/review.ts';
import type { Against } from '../../src/review/task.ts';
import { shippedTemplates } from '../../src/review/templates.ts';
import { readConfig } from '../../src/worker/config.ts';
import { drawTasks, formOf, signedIn, type TaskDrawing } from './task-diagrams.ts';

/** What tests hold diagrams against: a worker that allows everything, whose settings are not known. */
export const against: Against = {
  operations: operationsById,
  jobType: 'aws-dynamodb:1',
  templates: shippedTemplates(),
  policy: {
    ...policyOf(readConfig({}), { secret: () => undefined, tokenFile: undefined }),
    allowsEndpoint: () => true,
  },
  knowsSettings: false,
};

/** Checks the text of a diagram, with a form `start` that fills in these variables. */
export async function reviewDiagram(text: string, startForm: readonly string[] = []): Promise<readonly Finding[]> {
  const { files, findings } = readFiles([
    { file: 'process.bpmn', text },
    { file: 'start.form', text: formOf(startForm) },
  ]);
  return [...findings, ...(await review(files, against)).findings];
}

/** Checks one task, `task`, that has an input `input` and signs in; gives what was found as `rule: message`. */
export async function reviewTask(task: Omit<TaskDrawing, 'id'>, startForm?: readonly string[]): Promise<string[]> {
  const drawn = drawTasks(
    [{ id: 'task', ...task, inputs: { ...signedIn, ...task.inputs } }],
    startForm && { startForm },
  );
  return (await reviewDiagram(drawn, startForm)).map(({ rule, message }) => `${rule}: ${message}`);
}
