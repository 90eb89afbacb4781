/**
 * A Camunda 8 element template, with the parts of the format that this project uses.
 * https://docs.camunda.io/docs/components/modeler/element-templates/defining-templates/
 */
export interface ElementTemplate {
  readonly $schema: string;
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string;
  readonly documentationRef?: string;
  readonly keywords: readonly string[];
  readonly category: { readonly id: string; readonly name: string };
  readonly appliesTo: readonly string[];
  readonly elementType: { readonly value: string };
  readonly engines: { readonly camunda: string };
  readonly icon: { readonly contents: string };
  readonly groups: readonly Group[];
  readonly properties: readonly Property[];
  readonly presets: readonly Preset[];
  readonly steps: readonly Step[];
}

export interface Group {
  readonly id: string;
  readonly label: string;
  readonly tooltip?: string;
  readonly openByDefault?: boolean;
}

/** A field of the form. `binding` says where its value goes in the diagram. */
export interface Property {
  readonly id: string;
  readonly type: 'String' | 'Text' | 'Hidden' | 'Dropdown' | 'Boolean' | 'Number' | 'Configuration';
  readonly binding: Binding;
  readonly label?: string;
  readonly tooltip?: string;
  readonly placeholder?: string;
  readonly group?: string;
  readonly value?: string | boolean;
  readonly feel?: 'optional' | 'required';
  /** An empty field is left out of the diagram. */
  readonly optional?: true;
  readonly choices?: readonly { readonly name: string; readonly value: string }[];
  readonly constraints?: Constraints;
  /** Of a `Configuration`: the template of the credentials that may be chosen. */
  readonly configurationTemplate?: string;
  readonly condition?: Condition;
}

export type Binding =
  | { readonly type: 'zeebe:input'; readonly name: string }
  | { readonly type: 'zeebe:property'; readonly name: string }
  | { readonly type: 'zeebe:jobPriorityDefinition'; readonly property: 'priority' }
  | { readonly type: 'zeebe:taskHeader'; readonly key: string }
  | { readonly type: 'zeebe:taskDefinition'; readonly property: 'type' | 'retries' };

export interface Constraints {
  readonly notEmpty?: boolean;
  readonly pattern?: Pattern;
}

export interface Pattern {
  readonly value: string;
  readonly message: string;
}

/** A property is shown only while other properties have these values. */
export type Condition = Comparison | { readonly allMatch: readonly Comparison[] };

export type Comparison =
  | { readonly property: string; readonly equals: string }
  | { readonly property: string; readonly oneOf: readonly string[] };

/** Values of a new task, by property id. */
export interface Preset {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** An entry in the Modeler's menu of tasks. */
export type Step = StepWords & ({ readonly steps: readonly Step[] } | { readonly presetId: string });

interface StepWords {
  readonly name: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
}
