import type { Diagram, FlowElement } from '../diagram/diagram.ts';
import type { Form } from '../diagram/forms.ts';
import type { Operation } from '../operation/operation.ts';
import type { Policy } from '../policy/policy.ts';
import type { Given } from './given.ts';
import type { ReadHeaders } from './header-findings.ts';

/** A diagram, and the file it is in. */
export interface DiagramFile {
  readonly file: string;
  readonly diagram: Diagram;
}

/** A published version of one of our element templates. */
export interface ShippedTemplate {
  readonly id: string;
  readonly version: number;
  /** The oldest Camunda that it is for, like `8.6`. */
  readonly camunda: string;
}

/** What diagrams are held against. */
export interface Against {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly jobType: string;
  readonly templates: readonly ShippedTemplate[];
  readonly policy: Policy;
  /** Whether the settings of the worker are known, and with them its secrets. */
  readonly knowsSettings: boolean;
}

/** All files that are checked together. */
export interface Files {
  readonly diagrams: readonly DiagramFile[];
  readonly forms: readonly Form[];
}

/** A DynamoDB task of a diagram, and what could be read of it. */
export interface Task {
  readonly file: string;
  readonly diagram: Diagram;
  readonly process: FlowElement;
  readonly element: FlowElement;
  readonly given: Given;
  readonly headers: ReadHeaders;
}

/** Whether an element is a task for the worker: it has its job type, or one of its templates. */
export function isOurs({ jobType, template }: FlowElement, against: Against): boolean {
  return jobType?.value === against.jobType || against.templates.some(({ id }) => id === template?.id);
}
