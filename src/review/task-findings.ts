import type { SourceText } from '../diagram/source.ts';
import { SECRET_PLACEHOLDER } from '../fields/secret-placeholder.ts';
import { placeOfName } from './expression.ts';
import type { Said } from './finding.ts';
import type { Against, ShippedTemplate, Task } from './task.ts';

/** Finds old versions of our templates, and job types that no worker takes. */
export function templateFindings({ element, diagram }: Task, { templates, jobType }: Against): Said[] {
  const said: Said[] = [];
  const { template } = element;
  const type = element.jobType;
  if (type !== undefined && type.value !== jobType && !type.value.startsWith('=')) {
    const message = `The task has the job type ${type.value}, and the worker takes ${jobType} (DYNAMODB_WORKER_JOB_TYPE)`;
    said.push({ rule: 'job-type', place: type.placeOf(), message });
  }
  const newest = template && newestOf(template.id, diagram.platform, templates);
  if (template?.version !== undefined && newest !== undefined && template.version !== newest) {
    const which = template.version < newest ? 'older' : 'newer';
    const message = `The task has version ${template.version} of the template ${template.id}, which is ${which} than ${newest}, the newest that comes with this worker${which === 'older' ? '' : ': update the worker'}`;
    said.push({ rule: 'template-version', place: template.place, message });
  }
  return said;
}

/** The newest version for the Camunda of a diagram, as the Modeler would choose it. */
function newestOf(id: string, platform: string | undefined, templates: readonly ShippedTemplate[]): number | undefined {
  const versions = templates
    .filter((template) => template.id === id && (platform === undefined || !isBefore(platform, template.camunda)))
    .map(({ version }) => version);
  return versions.length === 0 ? undefined : Math.max(...versions);
}

/** Whether a version of Camunda is older than another, by major and minor number. */
function isBefore(version: string, other: string): boolean {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [version, other].map((each) =>
    each.split('.').map(Number),
  ) as [number[], number[]];
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/** The id of an access key of AWS. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const ACCESS_KEY = /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/;
/** What a secret key of AWS looks like. Other texts look so, too, so it counts only where a key is expected. */
const SECRET_KEY = /(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/;

/** Finds keys that stand in the diagram, and secrets where none is put in. */
export function secretFindings({ element, given, diagram }: Task): Said[] {
  const said: Said[] = [];
  const texts = [
    ...element.inputs.map(({ source, target }) => [target.value.trim(), source] as const),
    ...element.headers.map(({ key, value }) => [key, value] as const),
  ];
  for (const [field, text] of texts) {
    const isOfConnection = /^(?:authentication|awsCredential)\b/.test(field);
    const key = ACCESS_KEY.exec(text.value) ?? (/secretKey$/.test(field) ? SECRET_KEY.exec(text.value) : null);
    if (key !== null)
      said.push({
        rule: 'plain-key',
        place: text.placeOf(key.index),
        field,
        message: `${field} has a key of AWS in clear`,
      });
    const [placeholder] = isOfConnection ? [] : [...text.value.matchAll(SECRET_PLACEHOLDER)];
    if (placeholder !== undefined)
      said.push({
        rule: 'secret-place',
        place: text.placeOf(placeholder.index),
        field,
        message: `${field} has ${placeholder[0]}, which stays as it is: secrets are put into authentication only`,
      });
  }
  if (diagram.platform !== undefined && isBefore(diagram.platform, '8.10'))
    for (const { target, text, inspection } of given.expressions)
      for (const { path } of inspection.names)
        if (path[0] === 'camunda' && path[1] === 'secrets')
          said.push(ofEngine(target, text, path[2] ?? 'NAME', diagram.platform));
  return said;
}

function ofEngine(field: string, text: SourceText, name: string, platform: string): Said {
  const message = `${field} has a secret of the engine, which Camunda ${platform} does not have: write {{secrets.${name}}}, which the worker puts in`;
  return { rule: 'engine-secret', place: placeOfName(text, 'camunda'), field, message };
}
