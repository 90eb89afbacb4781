import type { Finding } from './finding.ts';
import type { Review } from './review.ts';

/** Writes findings for people: a line for each, file by file, and a summary. */
export function forPeople({ findings, tasks }: Review): string {
  const files = [...new Set(findings.map(({ file }) => file))];
  const lines = files.flatMap((file) => [file, ...findings.filter((finding) => finding.file === file).map(lineOf), '']);
  return [...lines, summaryOf(findings, tasks)].join('\n');
}

function lineOf({ place, severity, element, message, rule }: Finding): string {
  const who = element === undefined ? '' : `${element.id}${element.name ? ` (${oneLine(element.name)})` : ''}: `;
  return `  ${place.line}:${place.column}  ${severity.padEnd(7)}  ${who}${oneLine(message)}  [${rule}]`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function summaryOf(findings: readonly Finding[], tasks: number): string {
  const looked = `${counted(tasks, 'DynamoDB task')} checked`;
  if (findings.length === 0) return `${looked}, nothing found`;
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  return `${looked}: ${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Writes findings as JSON: `{findings: […], tasks: 5}`. */
export function asJson({ findings, tasks }: Review): string {
  const flat = findings.map(({ place, ...finding }) => ({
    file: finding.file,
    line: place.line,
    column: place.column,
    element: finding.element?.id ?? null,
    elementName: finding.element?.name ?? null,
    field: finding.field ?? null,
    label: finding.label ?? null,
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
  }));
  return JSON.stringify({ findings: flat, tasks }, null, 2);
}
