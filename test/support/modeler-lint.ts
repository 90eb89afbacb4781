import './modeler-document.ts';
import { Linter, type Report } from '@camunda/linting';
import { CloudElementTemplatesLinterPlugin } from 'bpmn-js-element-templates';
import type { ElementTemplate } from '../../element-templates/element-template.ts';

/** What the Modeler's problems panel says of a diagram, by the rules for its version of Camunda. */
export function lintDiagram(xml: string, templates: readonly ElementTemplate[]): Promise<Report[]> {
  const plugins = [CloudElementTemplatesLinterPlugin(templates)];
  return new Linter({ modeler: 'desktop', type: 'cloud', plugins }).lint(xml);
}
