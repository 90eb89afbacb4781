import { type Tag, tagsIn } from '../diagram/tags.ts';
import type { Edit } from './edits.ts';
import type { Filled, Template } from './form.ts';
import { added, escaped, isZeebe, listEdits, unescaped, valueIn, ZEEBE } from './list-edits.ts';

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';

/** What is to be written into a task. */
export interface TaskText {
  readonly id: string;
  readonly template: Template;
  readonly filled: readonly Filled[];
  /** Inputs that stay, by the variables that they become. */
  readonly ownInputs: readonly string[];
}

/** The headers that a task keeps, because no template has them. */
export const TEMPLATE_HEADERS = [
  'elementTemplateId',
  'elementTemplateVersion',
  'resultVariable',
  'resultExpression',
  'errorExpression',
  'retryBackoff',
  'jobTimeout',
];

/**
 * Says what is to be changed in the text of a diagram, so that a task has another template and what is filled in there. Whatever else is
 * in the task stays.
 * @param file the text of the whole diagram, whose elements `root` has
 * @returns undefined if the task cannot be found, or no attribute of Zeebe can be written in it
 */
export function editsOfTask(file: string, root: Tag, task: TaskText): Edit[] | undefined {
  const found = tagsIn(root).filter(
    ({ namespace, attributes }) =>
      namespace === BPMN && attributes.some(({ name, value }) => name === 'id' && value === task.id),
  );
  const [tag] = found;
  const prefix = tag && [...tag.namespaces].find(([name, namespace]) => namespace === ZEEBE && name !== '')?.[0];
  const extension = tag?.children.find(({ name, namespace }) => namespace === BPMN && name === 'extensionElements');
  if (tag === undefined || prefix === undefined || extension === undefined || found.length > 1) return undefined;
  const { id, version, icon } = task.template;
  const of = (kind: Filled['kind']) => task.filled.filter((each) => each.kind === kind);
  const definition = new Map(of('taskDefinition').map(({ name, value }) => [name, value]));
  return [
    ...attributeEdits(
      tag,
      new Map([
        [`${prefix}:modelerTemplate`, id],
        [`${prefix}:modelerTemplateVersion`, `${version}`],
        [`${prefix}:modelerTemplateIcon`, icon.contents],
      ]),
    ),
    ...extension.children.filter(isZeebe('taskDefinition')).flatMap((each) => attributeEdits(each, definition)),
    ...of('jobPriorityDefinition').flatMap(({ name, value }) =>
      extension.children.some(isZeebe('jobPriorityDefinition'))
        ? []
        : [added(file, extension, `<${prefix}:jobPriorityDefinition ${name}="${escaped(value)}" />`)],
    ),
    ...listEdits(file, extension, prefix, {
      list: 'ioMapping',
      entry: 'input',
      key: 'target',
      isReplaced: (each) => !task.ownInputs.includes(unescaped(valueIn(each, 'target')).trim()),
      entries: of('input').map(({ name, value }) => ({ source: value, target: name })),
    }),
    ...listEdits(file, extension, prefix, {
      list: 'taskHeaders',
      entry: 'header',
      key: 'key',
      isReplaced: (each) => TEMPLATE_HEADERS.includes(valueIn(each, 'key')),
      entries: of('taskHeader').map(({ name, value }) => ({ key: name, value })),
    }),
    ...listEdits(file, extension, prefix, {
      list: 'properties',
      entry: 'property',
      key: 'name',
      isReplaced: (each) => of('property').some(({ name }) => name === valueIn(each, 'name')),
      entries: of('property').map(({ name, value }) => ({ name, value })),
    }),
  ];
}

/** Sets attributes of an element: in their places, or behind the last of those that it has, or its name. */
function attributeEdits(tag: Tag, wanted: ReadonlyMap<string, string>): Edit[] {
  let behind = tag.start + 1 + (tag.prefix === '' ? 0 : tag.prefix.length + 1) + tag.name.length;
  return [...wanted].map(([name, value]) => {
    const there = tag.attributes.find((attribute) => attribute.name === name);
    behind = there?.end ?? behind;
    const text = `${name}="${escaped(value)}"`;
    return there === undefined
      ? { start: behind, end: behind, text: ` ${text}` }
      : { start: there.start, end: there.end, text };
  });
}
