import type BaseModeler from 'bpmn-js/lib/BaseModeler';
import type { DiagramElement, ModdleElement } from 'bpmn-js/lib/BaseModeler';
import type { Binding, Property } from '../../element-templates/element-template.ts';

/** Where the diagram keeps a value: a list's entry, found by its name, or an attribute. */
interface Slot {
  readonly parent: string;
  readonly list?: { readonly name: string; readonly entry: string; readonly key: Readonly<Record<string, string>> };
  readonly attribute: string;
}

function slotOf(binding: Binding): Slot {
  switch (binding.type) {
    case 'zeebe:input': {
      const list = { name: 'inputParameters', entry: 'zeebe:Input', key: { target: binding.name } };
      return { parent: 'zeebe:IoMapping', list, attribute: 'source' };
    }
    case 'zeebe:taskHeader': {
      const list = { name: 'values', entry: 'zeebe:Header', key: { key: binding.key } };
      return { parent: 'zeebe:TaskHeaders', list, attribute: 'value' };
    }
    case 'zeebe:property': {
      const list = { name: 'properties', entry: 'zeebe:Property', key: { name: binding.name } };
      return { parent: 'zeebe:Properties', list, attribute: 'value' };
    }
    case 'zeebe:jobPriorityDefinition':
      return { parent: 'zeebe:JobPriorityDefinition', attribute: binding.property };
    case 'zeebe:taskDefinition':
      return { parent: 'zeebe:TaskDefinition', attribute: binding.property };
  }
}

/** What a task of a diagram has for a binding: the text in the XML, undefined when there is none. */
export function readBinding(task: DiagramElement, binding: Binding): string | undefined {
  const { parent, list, attribute } = slotOf(binding);
  const holder = extension(task, parent);
  const entry = list === undefined ? holder : holder && findEntry(holder, list);
  return entry?.get(attribute) as string | undefined;
}

/** Sets what a task of a diagram has for a property, as the properties panel does: an empty optional field is left out. */
export function writeBinding(modeler: BaseModeler, task: DiagramElement, property: Property, text: string): void {
  const { parent, list, attribute } = slotOf(property.binding);
  const holder = extension(task, parent);
  if (holder === undefined) throw new Error(`${task.id} has no ${parent}`);
  const modeling = modeler.get('modeling');
  const value = text === '' ? undefined : text;
  if (list === undefined) {
    modeling.updateModdleProperties(task, holder, { [attribute]: value });
    return;
  }
  const entries = holder.get(list.name) as ModdleElement[];
  const entry = findEntry(holder, list);
  const leftOut = property.optional || property.binding.type === 'zeebe:taskHeader';
  if (value === undefined && leftOut) {
    modeling.updateModdleProperties(task, holder, { [list.name]: entries.filter((other) => other !== entry) });
  } else if (entry !== undefined) {
    modeling.updateModdleProperties(task, entry, { [attribute]: value });
  } else {
    const added = modeler.get('bpmnFactory').create(list.entry, { ...list.key, [attribute]: value });
    Object.assign(added, { $parent: holder });
    modeling.updateModdleProperties(task, holder, { [list.name]: [...entries, added] });
  }
}

function extension(task: DiagramElement, type: string): ModdleElement | undefined {
  const extensions = task.businessObject.get('extensionElements') as ModdleElement | undefined;
  return (extensions?.get('values') as ModdleElement[] | undefined)?.find(({ $type }) => $type === type);
}

function findEntry(holder: ModdleElement, { name, key }: NonNullable<Slot['list']>): ModdleElement | undefined {
  const wanted = Object.entries(key);
  return (holder.get(name) as ModdleElement[]).find((entry) =>
    wanted.every(([part, text]) => entry.get(part) === text),
  );
}
