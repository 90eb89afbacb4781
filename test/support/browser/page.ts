/** What runs in the browser: the Modeler with its properties panel, its choice of templates and its linter. */
import { Linter, type Report } from '@camunda/linting';
import { CloudElementTemplatesLinterPlugin } from 'bpmn-js-element-templates';
import Modeler from 'camunda-bpmn-js/lib/camunda-cloud/Modeler';

/** As much of the DOM as is read here. */
interface Part {
  readonly className: string;
  readonly textContent: string;
  readonly dataset: Readonly<Record<string, string>>;
  readonly classList: { contains(name: string): boolean };
  querySelector(selector: string): Part | null;
  querySelectorAll(selector: string): Iterable<Part>;
  readonly scrollHeight: number;
  readonly clientHeight: number;
}

interface Control extends Part {
  readonly type: string;
  readonly value: string;
  readonly checked: boolean;
  readonly selectedIndex: number;
  readonly options: readonly Part[];
}

declare const document: Part & { readonly activeElement: { blur(): void } | null };
declare function requestAnimationFrame(callback: () => void): void;
declare function createImageBitmap(image: Blob): Promise<{ readonly width: number; readonly height: number }>;
declare class OffscreenCanvas {
  constructor(width: number, height: number);
  getContext(type: '2d'): { drawImage(image: object, x: number, y: number): void };
  convertToBlob(options: { type: string; quality: number }): Promise<Blob>;
}

/** A field that the form shows. */
export interface ShownField {
  /** What the panel knows it by. */
  readonly entryId: string;
  readonly group: string;
  /** Whether its group is open. */
  readonly open: boolean;
  readonly label: string;
  readonly control: 'dropdown' | 'checkbox' | 'number' | 'text' | 'feel' | 'chooser';
  /** A text as it stands in the field, or the words of what is chosen; of a checkbox, `on` or `off`. */
  readonly value: string;
  /** Of a dropdown: the words of its choices. */
  readonly choices: readonly string[];
  /** What stands in red below it. */
  readonly error: string | undefined;
}

export interface ModelerPage {
  /**
   * Has these templates at hand from now on. As one text: thousands of objects are slow to hand over.
   * @throws Error when the Modeler refuses them
   */
  offer(templates: string): void;
  /** Opens a diagram, for a version of Camunda like `8.8`. */
  open(xml: string, camunda: string): Promise<void>;
  /** The diagram as the Modeler saves it. */
  xml(): Promise<string>;
  /** What the problems panel of the Modeler would say. */
  lint(): Promise<Report[]>;
  /** The fields of the template of the task that is selected, in their order. */
  fields(): ShownField[];
  /** Those of a label. */
  fieldsCalled(label: string): ShownField[];
  /** The names of what the menu offers, in order, when it has taken what was typed. */
  offers(): Promise<string[]>;
  /** How high the panel would be without a scroll bar. */
  panelHeight(): number;
  /** Makes a WebP picture, without loss, of one in another format; both in Base64. */
  webp(picture: string): Promise<string>;
  /** Leaves the field that is typed into, and waits until the panel has taken what it holds. */
  leaveField(): Promise<void>;
}

const modeler = new Modeler({
  container: '#canvas',
  propertiesPanel: { parent: '#panel' },
});
let templates: readonly object[] = [];
const refusals: Error[] = [];
modeler.get('eventBus').on('elementTemplates.errors', ({ errors }) => refusals.push(...errors));

function allFields(): ShownField[] {
  const groups = document.querySelectorAll('[data-group-id^="group-ElementTemplates__CustomProperties-"]');
  return [...groups].flatMap(fieldsOf);
}

function fieldsOf(group: Part): ShownField[] {
  const title = group.querySelector('.bio-properties-panel-group-header-title')?.textContent ?? '';
  const open = group.querySelector('.bio-properties-panel-group-header')?.classList.contains('open') ?? false;
  return [...group.querySelectorAll('[data-entry-id]')].map((entry) => {
    const label = entry.querySelector('.bio-properties-panel-label');
    return {
      entryId: entry.dataset.entryId ?? '',
      group: title,
      open,
      label: (label?.querySelector('.bio-properties-panel-tooltip-wrapper') ?? label)?.textContent ?? '',
      ...controlOf(entry),
      error: entry.querySelector('.bio-properties-panel-error')?.textContent,
    };
  });
}

function controlOf(entry: Part): Pick<ShownField, 'control' | 'value' | 'choices'> {
  const editor = entry.querySelector('.cm-content');
  if (editor !== null) {
    const lines = editor.querySelector('.cm-placeholder') === null ? [...editor.querySelectorAll('.cm-line')] : [];
    return { control: 'feel', value: lines.map(({ textContent }) => textContent).join('\n'), choices: [] };
  }
  const control = entry.querySelector('select, input, textarea') as Control | null;
  if (control === null) return { control: 'chooser', value: '', choices: [] };
  const { type, value } = control;
  if (type === 'select-one') {
    const choices = [...control.options].map(({ textContent }) => textContent);
    return { control: 'dropdown', value: choices[control.selectedIndex] ?? '', choices };
  }
  if (type === 'checkbox') return { control: type, value: control.checked ? 'on' : 'off', choices: [] };
  return { control: type === 'number' ? type : 'text', value, choices: [] };
}

async function framesShown(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) await new Promise<void>((resolve) => requestAnimationFrame(resolve));
}

const page: ModelerPage = {
  offer(given) {
    templates = JSON.parse(given);
    modeler.get('elementTemplatesLoader').setTemplates(templates);
    if (refusals.length > 0) throw new Error(`The Modeler refuses the templates: ${refusals.join()}`);
  },
  async open(xml, camunda) {
    modeler.get('elementTemplates').setEngines({ camunda });
    // The panel keeps which groups are open, also for another diagram.
    modeler.get('propertiesPanel').setLayout({});
    const { warnings } = await modeler.importXML(xml);
    if (warnings.length > 0) throw new Error(`The diagram cannot be opened as it is: ${warnings.join()}`);
  },
  xml: async () => (await modeler.saveXML({ format: true })).xml,
  async lint() {
    const linter = new Linter({
      modeler: 'desktop',
      type: 'cloud',
      plugins: [CloudElementTemplatesLinterPlugin(templates)],
    });
    const reports = await linter.lint(modeler.getDefinitions());
    return reports.map(({ id, message, category, rule }) => ({ id, message, category, rule }));
  },
  fields: allFields,
  fieldsCalled: (label) => allFields().filter((field) => field.label === label),
  async leaveField() {
    document.activeElement?.blur();
    await framesShown();
  },
  panelHeight() {
    const header = document.querySelector('.bio-properties-panel-header')?.clientHeight ?? 0;
    return header + (document.querySelector('.bio-properties-panel-scroll-container')?.scrollHeight ?? 0);
  },
  async webp(picture) {
    const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext('2d').drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
    return btoa(Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''));
  },
  async offers() {
    await framesShown();
    return [...document.querySelectorAll('.djs-popup .entry .djs-popup-label')].map(({ textContent }) => textContent);
  },
};
Object.assign(globalThis, { modelerPage: page });
