import type { Mask } from '../connection/mask.ts';
import type { FlowElement } from '../diagram/diagram.ts';
import { describeValue } from '../failure/faults.ts';
import { boundaryFindings, uncaughtFindings } from './code-findings.ts';
import { readExpression } from './expression.ts';
import { type Finding, findingOf, type Said } from './finding.ts';
import { readGiven } from './given.ts';
import { readHeaders } from './header-findings.ts';
import { inputFindings, tryInputs } from './input-findings.ts';
import { knownNames } from './known-names.ts';
import { nameFindings, usesIn } from './name-findings.ts';
import { type Against, type DiagramFile, type Files, isOurs, type Task } from './task.ts';
import { maskOfKeys, secretFindings, templateFindings } from './task-findings.ts';
import type { Trials } from './trials.ts';

/** What was found, and how many tasks there are to find something in. */
export interface Review {
  readonly findings: readonly Finding[];
  readonly tasks: number;
}

/** How many values for what is not known are held against the keys of a table. */
const TRIALS_TO_LOOK_WITH = 64;

/** Looks at a task with help from outside, like DynamoDB. */
export type Look = (task: Task, trials: Trials) => Promise<Said[]>;

/**
 * Says what the worker would refuse of the DynamoDB tasks of diagrams, and what looks like a mistake in them. What depends on
 * variables of the process is left out, unless it is wrong whatever they are.
 */
export async function review(files: Files, against: Against, look?: Look): Promise<Review> {
  const findings: Finding[] = [];
  let tasks = 0;
  for (const file of files.diagrams) {
    for (const process of file.diagram.processes) {
      const known = knownNames(process, files, against);
      const uses = usesIn(process);
      for (const element of oursIn(process, against)) {
        tasks++;
        const said: Said[] = [];
        const task = readTask(file, process, element, said);
        const trials = await tryInputs(task, against, look === undefined ? 1 : TRIALS_TO_LOOK_WITH);
        const named = nameFindings(task, known, uses, said);
        const all = [
          ...said,
          ...inputFindings(task, trials),
          ...named,
          ...uncaughtFindings(task, files),
          ...templateFindings(task, against),
          ...secretFindings(task),
          ...(look === undefined ? [] : await look(task, trials)),
        ];
        const mask = maskOfKeys(task);
        for (const each of once(all)) findings.push(findingOf(file.file, element, withoutKeys(each, mask)));
        for (const each of boundaryFindings(task)) findings.push({ ...each, message: mask(each.message) });
      }
    }
  }
  return { findings: findings.sort(byPlace), tasks };
}

function oursIn(element: FlowElement, against: Against): FlowElement[] {
  const within = element.children.flatMap((child) => oursIn(child, against));
  return isOurs(element, against) ? [element, ...within] : within;
}

function readTask({ file, diagram }: DiagramFile, process: FlowElement, element: FlowElement, said: Said[]): Task {
  const { retries } = element;
  if (retries?.value.startsWith('=')) readExpression(retries.from(1), { field: 'retries', isOfHeader: false }, said);
  else if (retries !== undefined && !/^\s*(?:\d{1,9}\s*)?$/.test(retries.value)) {
    const message = `retries: expected a whole number from 0, got ${describeValue(retries.value)}`;
    said.push({ rule: 'field', place: retries.placeOf(), field: 'retries', message });
  }
  return { file, diagram, process, element, given: readGiven(element, said), headers: readHeaders(element, said) };
}

/** Leaves out what was said before of a field, in other words: a secret that a field refuses, and a null that a name explains. */
function once(said: readonly Said[]): Said[] {
  const refused = new Set(
    said.filter(({ rule }) => rule === 'field' || rule === 'connection').map(({ field }) => field),
  );
  return said.filter(({ rule, field }) => rule !== 'secret-place' || !refused.has(field));
}

function withoutKeys({ field, message, ...said }: Said, mask: Mask): Said {
  return { ...said, field: field && mask(field), message: mask(message) };
}

function byPlace(one: Finding, other: Finding): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.place.line - other.place.line || one.place.column - other.place.column;
}
