import { pathToFileURL } from 'node:url';
import { type Finding, rules } from './finding.ts';

const TOOL = 'camunda-dynamodb-worker check';

/**
 * Writes findings in the format that tools of code review read. A path that is not absolute stays as it is given.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function asSarif(findings: readonly Finding[], version: string): string {
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: TOOL, version, rules: Object.entries(rules).map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(resultOf),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function ruleOf([id, { severity, summary, help }]: readonly [string, (typeof rules)[keyof typeof rules]]) {
  return {
    id,
    shortDescription: { text: `${summary}.` },
    help: { text: help },
    defaultConfiguration: { level: severity },
  };
}

function resultOf({ rule, severity, file, place, element, message }: Finding) {
  const logicalLocations = element && [
    { name: element.id, kind: 'element', ...(element.name && { fullyQualifiedName: element.name }) },
  ];
  const region = { startLine: place.line, startColumn: place.column };
  return {
    ruleId: rule,
    ruleIndex: Object.keys(rules).indexOf(rule),
    level: severity,
    message: { text: message },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region },
        ...(logicalLocations && { logicalLocations }),
      },
    ],
  };
}

function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  if (/^(?:\/|[A-Za-z]:\/)/.test(path)) return pathToFileURL(file).href;
  return path.split('/').map(encodeURIComponent).join('/');
}
