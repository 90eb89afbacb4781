import { type Diagram, readDiagram } from '../diagram/diagram.ts';
import { readTags } from '../diagram/tags.ts';
import type { Finding, RuleId } from '../review/finding.ts';
import { review } from '../review/review.ts';
import type { Against } from '../review/task.ts';
import { applyEdits } from './edits.ts';
import { isOfCamunda, planTask, type TaskPlan } from './plan.ts';
import { editsOfTask } from './write-task.ts';

/** A task of a file, and whether it is migrated. */
export interface MigratedTask extends TaskPlan {
  readonly isMigrated: boolean;
}

/** A diagram, before and after. */
export interface Migration {
  readonly tasks: readonly MigratedTask[];
  /** The text afterwards; the same if nothing was migrated. */
  readonly text: string;
}

interface MigrationSettings {
  readonly against: Against;
  /** The job type of the tasks afterwards. */
  readonly jobType: string;
  /** Whether tasks are migrated of which something cannot be known. */
  readonly force: boolean;
}

/** What our check says of a migrated task that was right, or as wrong, before. */
const AS_BEFORE: readonly RuleId[] = ['plain-key', 'feel-function', 'table', 'table-unknown', 'secret'];

/**
 * Rewrites the tasks of a diagram that have Camunda's own template. Everything else in its text stays to the letter. A task of which
 * something cannot be known, or which this worker would refuse then, stays as it is.
 * @throws DiagramError when the text is no diagram
 */
export async function migrate(file: string, text: string, settings: MigrationSettings): Promise<Migration> {
  const diagram = readDiagram(text);
  const plans = diagram.elements.filter(isOfCamunda).map((element) => planTask(element, diagram, settings.jobType));
  const chosen = new Set(plans.filter((plan) => mayBeMigrated(plan, settings)));
  let result = write(text, chosen);
  for (const finding of await findingsOf(file, result, plans, settings.against)) {
    const plan = plans.find(({ element }) => element.id === finding.element?.id) as TaskPlan;
    const place = plan.element.place;
    if (finding.severity === 'warning' || AS_BEFORE.includes(finding.rule)) {
      plan.remarks.note(finding.field ?? finding.rule, place, finding.message);
    } else {
      plan.remarks.refuse(finding.field ?? finding.rule, place, `this worker would refuse it then: ${finding.message}`);
      if (!settings.force) chosen.delete(plan);
    }
  }
  result = write(text, chosen);
  return { tasks: plans.map((plan) => ({ ...plan, isMigrated: chosen.has(plan) })), text: result };
}

function mayBeMigrated({ text, remarks }: TaskPlan, { force }: MigrationSettings): boolean {
  return text !== undefined && (force || remarks.unknown.length === 0);
}

/** Writes the tasks; a task that cannot be found in the text is taken out of them. */
function write(text: string, chosen: Set<TaskPlan>): string {
  const root = readTags(text);
  const edits = [...chosen].flatMap((plan) => {
    const ofTask = plan.text && editsOfTask(text, root, plan.text);
    if (ofTask !== undefined) return ofTask;
    chosen.delete(plan);
    const { element, remarks } = plan;
    remarks.refuse(
      'template',
      element.place,
      'its id is not that of one task, or no prefix stands for the namespace of Zeebe',
    );
    return [];
  });
  return applyEdits(text, edits);
}

/** What our check finds in the tasks afterwards. */
async function findingsOf(
  file: string,
  text: string,
  plans: readonly TaskPlan[],
  against: Against,
): Promise<readonly Finding[]> {
  const ids = new Set(plans.map(({ element }) => element.id));
  const diagram: Diagram = readDiagram(text);
  const { findings } = await review({ diagrams: [{ file, diagram }], forms: diagram.forms }, against);
  return findings.filter(({ element }) => element !== undefined && ids.has(element.id));
}
