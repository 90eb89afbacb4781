import type { FlowElement } from '../diagram/diagram.ts';
import type { Place } from '../diagram/diagram-error.ts';
import type { Remark } from './finding.ts';
import type { MigratedTask } from './migrate.ts';
import type { Change } from './plan.ts';

/** A file with its tasks, or why it cannot be read. */
export interface ToldFile {
  readonly file: string;
  readonly tasks: readonly MigratedTask[];
  readonly fault: { readonly place: Place; readonly message: string } | undefined;
}

/** How a report is told. */
interface Telling {
  /** Whether nothing was written, and all of it is what would be done. */
  readonly isCheck: boolean;
}

/** What is different for every task that moves, whatever it says. */
const GENERAL = `Different for each task that moves:
  - Without an error expression that decides, Camunda's connector tries each failure again, and then there is an incident. This worker tries
    again what may pass with time. Anything else ends with a BPMN error (AwsDynamoDb…Exception), which is an incident too unless the process catches it.
  - After a failure, the variable error is an object of this worker; after jobError, there it was the message.
  - A number that no double holds comes as a text of its digits, where Camunda's connector gave a number that the engine rounded.
  - A map in a variable with one name like $ss or $n is a set or a number here ({"$ss": ["a"]}), and a map there.
  - The worker looks up the keys of tables (DescribeTable) where that helps, and needs the permission for it.`;

/** Writes a report for people: file by file and task by task, with expressions before and after. */
export function forPeople(files: readonly ToldFile[], { isCheck }: Telling): string {
  const tasks = files.flatMap((file) => file.tasks);
  const moved = tasks.filter(({ isMigrated }) => isMigrated).length;
  const left = tasks.length - moved;
  const summary = [
    `${counted(tasks.length, "task of Camunda's DynamoDB connector", "tasks of Camunda's DynamoDB connector")}: ` +
      `${moved} ${isCheck ? 'can be migrated' : 'migrated'}, ${left} left as ${left === 1 ? 'it is' : 'they are'}`,
  ];
  return [...files.flatMap(linesOf), ...(moved > 0 ? [GENERAL, ''] : []), ...summary].join('\n');
}

function linesOf({ file, tasks, fault }: ToldFile): string[] {
  if (fault !== undefined) return [`${file}:${fault.place.line}:${fault.place.column}  ${fault.message}`, ''];
  return tasks.flatMap((task) => [...taskLines(file, task), '']);
}

function taskLines(file: string, task: MigratedTask): string[] {
  const { element, operation, isMigrated, remarks, expressions, changes } = task;
  const { place, template } = element;
  const version = template === undefined ? 'no template' : `version ${template.version ?? 1}`;
  const what = `${named(element)}: ${operation ?? 'unknown operation'}, ${version}`;
  const lines = [`${file}:${place.line}  ${what}${isMigrated ? '' : ': left as it is'}`];
  for (const remark of remarks.unknown) lines.push(`  cannot be known  ${remarkText(remark, place)}`);
  if (isMigrated) {
    const [replaced, added] = [changes.filter(({ before }) => before !== undefined), changes.filter(isNew)];
    for (const change of replaced) lines.push(`  ${change.what}: ${change.before} -> ${change.after ?? 'left out'}`);
    lines.push(`  new: ${added.map(({ what, after }) => `${what} ${after}`).join(', ')}`);
    for (const { header, before, after, variable } of expressions) {
      if (before === after && variable === undefined) continue;
      lines.push(`  ${header}`);
      if (variable !== undefined) lines.push(`    before  resultVariable ${variable}`);
      if (before !== undefined) lines.push(`    before  ${indented(before)}`);
      lines.push(`    after   ${indented(after)}`);
    }
  }
  for (const remark of remarks.notes) lines.push(`  note  ${remarkText(remark, place)}`);
  return lines;
}

function isNew({ before }: Change): boolean {
  return before === undefined;
}

function named({ id, name }: FlowElement): string {
  return name ? `${id} (${name.replace(/\s+/g, ' ').trim()})` : id;
}

function remarkText({ field, place, message }: Remark, own: Place): string {
  return `${place.line === own.line ? '' : `line ${place.line}, `}${field}: ${message}`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n            ');
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Writes the same as JSON. */
export function asJson(files: readonly ToldFile[]): string {
  const told = files.map(({ file, tasks, fault }) => ({
    file,
    fault: fault === undefined ? null : { ...fault.place, message: fault.message },
    tasks: tasks.map(({ element, operation, isMigrated, changes, expressions, remarks }) => ({
      element: element.id,
      elementName: element.name ?? null,
      line: element.place.line,
      templateVersion: element.template?.version ?? null,
      operation: operation ?? null,
      migrated: isMigrated,
      changes: changes.map(({ what, before, after }) => ({ what, before: before ?? null, after: after ?? null })),
      expressions: expressions.map(({ header, before, after, variable }) => ({
        header,
        resultVariable: variable ?? null,
        before: before ?? null,
        after,
      })),
      unknown: remarks.unknown.map(flat),
      notes: remarks.notes.map(flat),
    })),
  }));
  return JSON.stringify({ files: told }, null, 2);
}

function flat({ field, place, message }: Remark) {
  return { ...place, field, message };
}
