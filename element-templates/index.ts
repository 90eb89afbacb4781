/** What is generated from operations: the element template of the Modeler, and pages of documentation. */
export { iamTable } from './connections-page.ts';
export type { ElementTemplate } from './element-template.ts';
export { operationsPage } from './operations-page.ts';
export { elementTemplate, type TemplateWords } from './template.ts';
