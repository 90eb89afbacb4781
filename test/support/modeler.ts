import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiagramElement } from 'bpmn-js/lib/BaseModeler';
import type { ElementTemplate, Property } from '../../element-templates/element-template.ts';
import { cached } from '../../examples/local/cache.ts';
import { oneTaskProcess } from './diagrams.ts';
import { boundTo, shownProperties } from './filled-form.ts';
import { fingerprint } from './fingerprint.ts';
import { readBinding, writeBinding } from './modeler-bindings.ts';
import { modelerPackages } from './modeler-bundle.ts';

const {
  BaseModeler,
  CoreModule,
  ModelingModule,
  CloudElementTemplatesCoreModule,
  ZeebeBehaviorsModule,
  GraphicsFactory,
  zeebe,
} = modelerPackages;

/** What a modeler enters: a text as typed, with `=` in front for FEEL, a tick, a number, or '' to clear the field. */
export type Entry = string | boolean | number;

/** Keeps the elements of a diagram without drawing them. */
class Undrawn extends GraphicsFactory {
  static readonly $inject = ['eventBus', 'elementRegistry'];
  update(): void {}
}

/** A diagram opened with the Modeler's own code, without a screen. */
export interface Diagram {
  /**
   * Makes a template known, as that of tasks that have its id.
   * @throws Error when the Modeler refuses it
   */
  use(template: ElementTemplate): Diagram;
  /** The versions of the templates that the Modeler offers for a task, of each id the newest. */
  offers(taskId: string, templates: readonly ElementTemplate[]): number[];
  /**
   * Applies a template to a task, as the Modeler's "Select template" does, then fills in its form.
   * @param values by what the fields are bound to: the name of an input or header, or `retries`
   * @throws Error when the Modeler refuses the template, or the form does not show one of the fields
   */
  apply(
    taskId: string,
    template: ElementTemplate,
    values?: Readonly<Record<string, Entry>>,
    presetId?: string,
  ): Diagram;
  /** Fills in fields of a task's form; they are filled in the form's order, as each may show or hide those below it. */
  fill(taskId: string, template: ElementTemplate, values: Readonly<Record<string, Entry>>): Diagram;
  /** The fields that the form of a task shows, in its order. */
  form(taskId: string, template: ElementTemplate): Property[];
  /** What a field holds, as it stands in the diagram; undefined when it is not there. */
  value(taskId: string, property: Property): string | undefined;
  /** The diagram as the Modeler saves it. */
  xml(): Promise<string>;
}

/** Templates that the Modeler has found right in this process: it takes long to look. */
const accepted = new WeakSet<object>();

/** Opens a diagram for a version of Camunda, like `8.6`. */
export async function openDiagram(xml: string, camunda = '8.6'): Promise<Diagram> {
  const modeler = new BaseModeler({
    modules: [
      CoreModule,
      ModelingModule,
      { graphicsFactory: ['type', Undrawn], interactionEvents: ['value', {}] },
      CloudElementTemplatesCoreModule,
      ZeebeBehaviorsModule,
    ],
    moddleExtensions: { zeebe },
  });
  const { warnings } = await modeler.importXML(xml);
  if (warnings.length > 0) throw new AggregateError(warnings, 'The diagram cannot be opened as it is');
  const refusals: Error[] = [];
  modeler.get('eventBus').on('elementTemplates.errors', ({ errors }) => refusals.push(...errors));
  modeler.get('elementTemplates').setEngines({ camunda });

  const task = (id: string): DiagramElement => {
    const element = modeler.get('elementRegistry').get(id);
    if (element === undefined) throw new Error(`The diagram has no element ${id}`);
    return element;
  };
  const formOf = (id: string, template: ElementTemplate) =>
    new Map(
      template.properties.flatMap((property): [string, string][] => {
        const text = readBinding(task(id), property.binding);
        return text === undefined ? [] : [[boundTo(property), text]];
      }),
    );
  const shownFor = (id: string, template: ElementTemplate) => shownProperties(template, formOf(id, template));

  let known: readonly ElementTemplate[] = [];
  const setTemplates = (templates: readonly ElementTemplate[]) => {
    if (templates.length === known.length && templates.every((each, index) => each === known[index])) return;
    known = templates;
    const loaded = modeler.get('elementTemplates');
    // Of several, one may be wrong beside another.
    if (templates.length === 1 && templates.every((each) => accepted.has(each))) {
      loaded.set(templates);
      return;
    }
    modeler.get('elementTemplatesLoader').setTemplates(templates);
    if (refusals.length > 0) throw new AggregateError(refusals, `The Modeler refuses the template: ${refusals}`);
    // It leaves out a wrong one that is for another version, and says nothing of it.
    for (const each of loaded.getAll()) accepted.add(each);
  };

  const diagram: Diagram = {
    use(template) {
      setTemplates([template]);
      return diagram;
    },
    offers(taskId, templates) {
      setTemplates(templates);
      const offered = modeler.get('elementTemplates').getCompatible(task(taskId));
      return offered.map(({ version }) => version);
    },
    apply(taskId, template, values = {}, presetId) {
      diagram.use(template);
      if (modeler.get('elementTemplates').getCompatible(task(taskId)).length === 0)
        throw new Error(`The Modeler does not offer the template for ${taskId}`);
      modeler.get('elementTemplates').applyTemplate(task(taskId), template, presetId === undefined ? {} : { presetId });
      return diagram.fill(taskId, template, values);
    },
    fill(taskId, template, values) {
      const left = new Map(Object.entries(values));
      for (;;) {
        const property = shownFor(taskId, template).find((shown) => left.has(boundTo(shown)));
        if (property === undefined) break;
        writeBinding(modeler, task(taskId), property, written(property, left.get(boundTo(property)) as Entry));
        left.delete(boundTo(property));
      }
      if (left.size > 0) throw new Error(`The form of ${taskId} does not show ${[...left.keys()].join(', ')}`);
      return diagram;
    },
    form: (taskId, template) => shownFor(taskId, template).filter((property) => property.type !== 'Hidden'),
    value: (taskId, property) => readBinding(task(taskId), property.binding),
    xml: async () => (await modeler.saveXML({ format: true })).xml,
  };
  return diagram;
}

/**
 * Opens a diagram in which tasks have a template, each with an operation chosen; they have no template yet. The Modeler takes long to
 * apply a template: it does so once for each operation, to the task of another process, and what it wrote there is put into each task.
 * @param operations by the ids of the tasks; undefined where nothing is chosen
 */
export async function openTasks(
  xml: string,
  template: ElementTemplate,
  operations: Readonly<Record<string, string | undefined>>,
  camunda?: string,
): Promise<Diagram> {
  let chosen = xml;
  for (const [id, operation] of Object.entries(operations)) {
    const { attributes, extensionElements } = await applyOnce(template, operation, camunda);
    chosen = chosen.replace(
      new RegExp(`(<bpmn:serviceTask id="${id}"[^>]*)>`),
      (_, task: string) => `${task}${attributes}>${extensionElements}`,
    );
  }
  return (await openDiagram(chosen, camunda)).use(template);
}

const sources = ['modeler.ts', 'modeler-bindings.ts', 'modeler-entry.ts', 'diagrams.ts'];

/** What the Modeler writes into a task for a template with an operation chosen. It is kept until one of these changes. */
async function applyOnce(template: ElementTemplate, operation?: string, camunda?: string) {
  const files = sources.map((file) => new URL(file, import.meta.url));
  const name = `applied-${fingerprint(files, JSON.stringify([template, operation, camunda]))}`;
  const folder = await cached(name, async (directory) => {
    const diagram = (await openDiagram(oneTaskProcess(), camunda)).apply('task', template, {}, operation);
    await writeFile(join(directory, 'task.bpmn'), await diagram.xml());
  });
  const [, attributes = '', extensionElements = ''] =
    /<bpmn:serviceTask id="task" name="[^"]*"([^>]*)>\s*(<bpmn:extensionElements>.*?<\/bpmn:extensionElements>)/s.exec(
      await readFile(join(folder, 'task.bpmn'), 'utf8'),
    ) ?? [];
  return { attributes, extensionElements };
}

/** An entry as the properties panel writes it into the diagram. */
function written({ id, type, feel, choices }: Property, entry: Entry): string {
  if (choices !== undefined && !choices.some(({ value }) => value === entry))
    throw new Error(`${id} does not offer ${entry}`);
  const text = String(entry);
  const isFeel = feel === 'required' || (feel !== undefined && (type === 'Boolean' || type === 'Number'));
  return isFeel && text !== '' && !text.startsWith('=') ? `=${text}` : text;
}
