/** What tests use of the Modeler's packages; `modeler-bundle.ts` makes one module of it. */
export { Linter } from '@camunda/linting';
export { default as BaseModeler } from 'bpmn-js/lib/BaseModeler';
export { default as CoreModule } from 'bpmn-js/lib/core';
export { default as ModelingModule } from 'bpmn-js/lib/features/modeling';
export { CloudElementTemplatesLinterPlugin } from 'bpmn-js-element-templates';
export { CloudElementTemplatesCoreModule } from 'bpmn-js-element-templates/core';
export { default as ZeebeBehaviorsModule } from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
export { default as GraphicsFactory } from 'diagram-js/lib/core/GraphicsFactory';
export { default as zeebe } from 'zeebe-bpmn-moddle/resources/zeebe.json' with { type: 'json' };
