import type { Element } from '@xmldom/xmldom';
import { isObject } from '../json/json.ts';
import { DiagramError, type Place, START } from './diagram-error.ts';
import { type Form, readForm } from './forms.ts';
import { readJson } from './json-text.ts';
import { Source, type SourceText } from './source.ts';

/** What an input or an output of an element says: where its value comes from, and the variable that it becomes. */
export interface Mapping {
  readonly source: SourceText;
  readonly target: SourceText;
}

export interface Header {
  readonly key: string;
  readonly value: SourceText;
}

/** What a catch event waits for. */
interface Catch {
  readonly kind: 'error' | 'message' | 'signal' | 'timer' | 'escalation' | 'compensation' | 'other';
  /** The code of an error; undefined if it catches all errors. */
  readonly code: string | undefined;
}

/** A process, or an element in it. */
export interface FlowElement {
  /** The name of its tag, like `serviceTask`. */
  readonly kind: string;
  readonly id: string;
  readonly name: string | undefined;
  readonly place: Place;
  /** The element that it is in; undefined for a process. */
  readonly parent: FlowElement | undefined;
  readonly children: readonly FlowElement[];
  readonly inputs: readonly Mapping[];
  readonly outputs: readonly Mapping[];
  readonly headers: readonly Header[];
  /** The type of the job that it makes, and how often that is tried. */
  readonly jobType: SourceText | undefined;
  readonly retries: SourceText | undefined;
  readonly template: { readonly id: string; readonly version: number | undefined; readonly place: Place } | undefined;
  /** Of a boundary event: the id of the element that it is attached to. */
  readonly attachedTo: string | undefined;
  readonly catches: readonly Catch[];
  /** Of a sub-process: whether an event starts it. */
  readonly isEventSubProcess: boolean;
  /** The id or the key of its form. */
  readonly form: string | undefined;
  /** Whether workers of its listeners have jobs at it, which may bring any variables. */
  readonly hasListeners: boolean;
  /** Variables that it makes otherwise, like the result of a script, or the element of a loop. */
  readonly makes: readonly string[];
  /** Variables of its example data, by which a modeler says what comes of it: at a start event, what the process starts with. */
  readonly exampleVariables: readonly string[];
  /** Of a call activity: the process that it calls, and whether all variables of that come back. */
  readonly calls: { readonly processId: string; readonly givesAll: boolean } | undefined;
}

/** A BPMN file. */
export interface Diagram {
  /** The version of Camunda that it is made for, like `8.6.0`. */
  readonly platform: string | undefined;
  readonly processes: readonly FlowElement[];
  /** Forms within the file. */
  readonly forms: readonly Form[];
  /** The same elements, without order. */
  readonly elements: readonly FlowElement[];
}

const BPMN = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const ZEEBE = 'http://camunda.org/schema/zeebe/1.0';
const MODELER = 'http://camunda.org/schema/modeler/1.0';
/** The property in which the Modeler keeps example data. */
const EXAMPLE_DATA = 'camundaModeler:exampleOutputJson';

/**
 * Reads a BPMN file for Camunda 8.
 * https://docs.camunda.io/docs/components/modeler/bpmn/
 * @throws DiagramError when it is none
 */
export function readDiagram(text: string): Diagram {
  const source = new Source(text);
  const { root } = source;
  if (root.namespaceURI !== BPMN || root.localName !== 'definitions') {
    const what = `${root.localName} of the namespace ${root.namespaceURI ?? 'none'}`;
    throw new DiagramError(`No BPMN: expected definitions of the namespace ${BPMN}, got ${what}`, START);
  }
  const reader = new Reader(source);
  const processes = childrenOf(root, BPMN, 'process').map((process) => reader.element(process, undefined));
  const platform = root.getAttributeNS(MODELER, 'executionPlatformVersion') || undefined;
  return { platform, processes, forms: reader.forms(), elements: processes.flatMap(withAllIn) };
}

/** An element, and all that are in it. */
function withAllIn(element: FlowElement): FlowElement[] {
  return [element, ...element.children.flatMap(withAllIn)];
}

/** How many elements a file may have, and how many mappings and headers one of them: more than anybody draws. */
const MAX_ELEMENTS = 5_000;
const MAX_MAPPINGS = 1_000;

/** Tags that are no flow elements, although they end like one. */
const FLOW_ELEMENT = /(?:^task|Task|Event|^subProcess|SubProcess|^transaction|^callActivity|Gateway)$/;

class Reader {
  private readonly source: Source;
  /** The codes of errors by the ids of their definitions. */
  private readonly codes: ReadonlyMap<string, string>;
  private elements = 0;

  constructor(source: Source) {
    this.source = source;
    const errors = childrenOf(source.root, BPMN, 'error');
    this.codes = new Map(
      errors.map((error) => [error.getAttribute('id') ?? '', error.getAttribute('errorCode') ?? '']),
    );
  }

  element(element: Element, parent: FlowElement | undefined): FlowElement {
    const place = this.source.placeOfElement(element);
    if (++this.elements > MAX_ELEMENTS) throw new DiagramError(`More than ${MAX_ELEMENTS} elements`, place);
    const children: FlowElement[] = [];
    const jobOf = extensions(element, 'taskDefinition')[0];
    const read: FlowElement = {
      kind: element.localName ?? '',
      id: element.getAttribute('id') ?? '',
      name: element.getAttribute('name') ?? undefined,
      place,
      parent,
      children,
      inputs: this.mappings(element, 'input'),
      outputs: this.mappings(element, 'output'),
      headers: extensions(element, 'taskHeaders').flatMap((headers) => this.headers(headers)),
      jobType: jobOf && this.attribute(jobOf, 'type'),
      retries: jobOf && this.attribute(jobOf, 'retries'),
      template: this.template(element),
      attachedTo: element.getAttribute('attachedToRef') ?? undefined,
      catches: this.catches(element),
      isEventSubProcess: element.getAttribute('triggeredByEvent') === 'true',
      form: formOf(element),
      hasListeners: hasListeners(element),
      makes: makes(element),
      exampleVariables: exampleVariables(element),
      calls: callOf(element),
    };
    if (read.inputs.length + read.outputs.length + read.headers.length > MAX_MAPPINGS)
      throw new DiagramError(`More than ${MAX_MAPPINGS} mappings and headers of an element`, place);
    for (const child of childrenOf(element, BPMN)) {
      if (FLOW_ELEMENT.test(child.localName ?? '')) children.push(this.element(child, read));
    }
    return read;
  }

  forms(): Form[] {
    const within = childrenOf(this.source.root, BPMN, 'process').flatMap((process) =>
      extensions(process, 'userTaskForm'),
    );
    return within.flatMap((element) => {
      const form = readForm(this.source.content(element).value);
      return form === undefined ? [] : [{ ...form, id: element.getAttribute('id') ?? undefined }];
    });
  }

  private attribute(element: Element, name: string): SourceText | undefined {
    return this.source.attribute(element, name);
  }

  private mappings(element: Element, kind: 'input' | 'output'): Mapping[] {
    return extensions(element, 'ioMapping').flatMap((mapping) =>
      childrenOf(mapping, ZEEBE, kind).flatMap((entry) => {
        const [source, target] = [this.attribute(entry, 'source'), this.attribute(entry, 'target')];
        return source === undefined || target === undefined ? [] : [{ source, target }];
      }),
    );
  }

  private headers(headers: Element): Header[] {
    return childrenOf(headers, ZEEBE, 'header').flatMap((header) => {
      const value = this.attribute(header, 'value');
      return value === undefined ? [] : [{ key: header.getAttribute('key') ?? '', value }];
    });
  }

  private template(element: Element): FlowElement['template'] {
    const id = element.getAttributeNS(ZEEBE, 'modelerTemplate');
    if (!id) return undefined;
    const version = Number(element.getAttributeNS(ZEEBE, 'modelerTemplateVersion') || Number.NaN);
    return { id, version: Number.isInteger(version) ? version : undefined, place: this.source.placeOfElement(element) };
  }

  private catches(element: Element): Catch[] {
    return childrenOf(element, BPMN).flatMap((definition): Catch[] => {
      const [, kind] = /^(\w+)EventDefinition$/.exec(definition.localName ?? '') ?? [];
      if (kind === undefined) return [];
      if (kind === 'error')
        return [{ kind, code: this.codes.get(definition.getAttribute('errorRef') ?? '') || undefined }];
      const known = ['message', 'signal', 'timer', 'escalation'].find((name) => name === kind);
      return [{ kind: (known ?? 'other') as Catch['kind'], code: undefined }];
    });
  }
}

function formOf(element: Element): string | undefined {
  const definition = extensions(element, 'formDefinition')[0];
  const named =
    definition?.getAttribute('formId') ??
    definition?.getAttribute('formKey') ??
    definition?.getAttribute('externalReference');
  return named?.replace(/^camunda-forms:bpmn:/, '') || undefined;
}

/** https://docs.camunda.io/docs/components/concepts/execution-listeners/ */
function hasListeners(element: Element): boolean {
  return ['execution', 'task'].some((kind) =>
    extensions(element, `${kind}Listeners`).some((all) => childrenOf(all, ZEEBE, `${kind}Listener`).length > 0),
  );
}

function makes(element: Element): string[] {
  const results = ['script', 'calledDecision'].flatMap((name) => extensions(element, name));
  const loops = childrenOf(element, BPMN, 'multiInstanceLoopCharacteristics').flatMap((loop) =>
    extensions(loop, 'loopCharacteristics'),
  );
  const names = [
    ...results.map((result) => result.getAttribute('resultVariable')),
    ...loops.flatMap((loop) => [loop.getAttribute('inputElement'), loop.getAttribute('outputCollection')]),
    ...extensions(element, 'adHoc').map((adHoc) => adHoc.getAttribute('outputCollection')),
  ];
  return [
    ...names.filter((name) => name !== null && name !== ''),
    ...(loops.length > 0 ? ['loopCounter'] : []),
  ] as string[];
}

/** https://docs.camunda.io/docs/components/modeler/data-handling/ */
function exampleVariables(element: Element): string[] {
  const properties = extensions(element, 'properties').flatMap((list) => childrenOf(list, ZEEBE, 'property'));
  const examples = properties.filter((property) => property.getAttribute('name') === EXAMPLE_DATA);
  return examples.flatMap((property) => {
    const example = readJson(property.getAttribute('value') ?? '');
    return isObject(example) ? Object.keys(example) : [];
  });
}

function callOf(element: Element): FlowElement['calls'] {
  const called = extensions(element, 'calledElement')[0];
  if (called === undefined) return undefined;
  const givesAll = called.getAttribute('propagateAllChildVariables') !== 'false';
  return { processId: called.getAttribute('processId') ?? '', givesAll };
}

/** The elements of Zeebe within the extensions of an element. */
function extensions(element: Element, name: string): Element[] {
  return childrenOf(element, BPMN, 'extensionElements').flatMap((extension) => childrenOf(extension, ZEEBE, name));
}

function childrenOf(element: Element, namespace: string, name?: string): Element[] {
  const found: Element[] = [];
  for (let child = element.firstChild; child !== null; child = child.nextSibling) {
    if (child.nodeType !== child.ELEMENT_NODE) continue;
    const candidate = child as Element;
    if (candidate.namespaceURI === namespace && (name === undefined || candidate.localName === name))
      found.push(candidate);
  }
  return found;
}
