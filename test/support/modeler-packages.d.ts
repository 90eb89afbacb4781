declare module 'bpmn-js/lib/BaseModeler' {
  export interface ModdleElement {
    readonly $type: string;
    get(name: string): unknown;
  }

  export interface DiagramElement {
    readonly id: string;
    readonly businessObject: ModdleElement;
  }

  export interface Services {
    elementRegistry: { get(id: string): DiagramElement | undefined };
    eventBus: { on(event: 'elementTemplates.errors', listener: (event: { errors: Error[] }) => void): void };
    modeling: {
      updateModdleProperties(element: DiagramElement, part: ModdleElement, properties: Record<string, unknown>): void;
    };
    bpmnFactory: { create(type: string, properties: Record<string, unknown>): ModdleElement };
    elementTemplatesLoader: { setTemplates(templates: readonly object[]): void };
    elementTemplates: {
      set(templates: readonly object[]): void;
      getAll(): readonly object[];
      setEngines(engines: { camunda: string }): void;
      getCompatible(element: DiagramElement): { readonly version: number }[];
      applyTemplate(element: DiagramElement, template: object, options: { presetId?: string }): DiagramElement;
    };
  }

  export default class BaseModeler {
    constructor(options: { modules: readonly object[]; moddleExtensions: Record<string, object> });
    get<Name extends keyof Services>(name: Name): Services[Name];
    importXML(xml: string): Promise<{ warnings: readonly Error[] }>;
    saveXML(options: { format: boolean }): Promise<{ xml: string }>;
    destroy(): void;
  }
}

declare module 'bpmn-js/lib/core' {
  const module: object;
  export default module;
}

declare module 'bpmn-js/lib/features/modeling' {
  const module: object;
  export default module;
}

declare module 'camunda-bpmn-js-behaviors/lib/camunda-cloud' {
  const module: object;
  export default module;
}

declare module 'diagram-js/lib/core/GraphicsFactory' {
  export default class GraphicsFactory {}
}

declare module 'bpmn-js-element-templates' {
  export function CloudElementTemplatesLinterPlugin(templates: readonly object[]): object;
}

declare module 'bpmn-js-element-templates/core' {
  export const CloudElementTemplatesCoreModule: object;
}

declare module '@camunda/linting' {
  export interface Report {
    readonly id: string;
    readonly message: string;
    readonly category: string;
    readonly rule: string;
  }

  export class Linter {
    constructor(options: { modeler: 'desktop' | 'web'; type: 'cloud'; plugins: readonly object[] });
    lint(diagram: string | object): Promise<Report[]>;
  }
}

declare module '@bpmn-io/element-templates-validator' {
  export interface Finding {
    readonly message: string;
    readonly instancePath: string;
  }

  /** Checks a Camunda 8 element template, given as its text. */
  export function validateZeebe(template: string): {
    readonly valid: boolean;
    readonly errors: readonly Finding[] | null;
    readonly warnings: readonly Finding[] | null;
  };
}

declare module 'jsdom' {
  export class VirtualConsole {}

  export class JSDOM {
    constructor(html: string, options: { virtualConsole: VirtualConsole });
    readonly window: { readonly document: object };
  }
}

declare module 'camunda-bpmn-js/lib/camunda-cloud/Modeler' {
  import type BaseModeler from 'bpmn-js/lib/BaseModeler';
  import type { Services } from 'bpmn-js/lib/BaseModeler';

  interface ShownServices extends Services {
    propertiesPanel: { setLayout(layout: object): void };
  }

  export default class Modeler {
    constructor(options: { container: string; propertiesPanel: { parent: string } });
    get<Name extends keyof ShownServices>(name: Name): ShownServices[Name];
    getDefinitions(): object;
    importXML: BaseModeler['importXML'];
    saveXML: BaseModeler['saveXML'];
  }
}
