import type { Report } from '@camunda/linting';
import type { ElementTemplate } from '../../element-templates/element-template.ts';
import { modelerPackages } from './modeler-bundle.ts';

/** What the Modeler's problems panel says of a diagram, by the rules for its version of Camunda. */
export function lintDiagram(xml: string, templates: readonly ElementTemplate[]): Promise<Report[]> {
  const { CloudElementTemplatesLinterPlugin, Linter } = modelerPackages;
  const plugins = [CloudElementTemplatesLinterPlugin(templates)];
  return new Linter({ modeler: 'desktop', type: 'cloud', plugins }).lint(xml);
}
