import { type Mask, maskOf } from '../connection/mask.ts';
import type { FlowElement } from '../diagram/diagram.ts';
import type { SourceText } from '../diagram/source.ts';
import { SECRET_PLACEHOLDER } from '../fields/secret-placeholder.ts';
import { placeOfName } from './expression.ts';
import type { Said } from './finding.ts';
import type { Against, ShippedTemplate, Task } from './task.ts';

/** Finds old versions of our templates, and job types that no worker takes. */
export function templateFindings({ element, diagram }: Task, { templates, jobType }: Against): Said[] {
  const said: Said[] = [];
  const type = element.jobType;
  if (type !== undefined && type.value !== jobType && !type.value.startsWith('=')) {
    const message = `The task has the job type ${type.value}, and the worker takes ${jobType} (DYNAMODB_WORKER_JOB_TYPE)`;
    said.push({ rule: 'job-type', place: type.placeOf(), message });
  }
  const wrong = wrongVersion(element, diagram.platform, templates);
  if (wrong !== undefined) said.push({ rule: 'template-version', ...wrong });
  return said;
}

/** Says what is wrong with the version of a template, if the diagram tells for which Camunda it is. */
function wrongVersion(
  { template }: FlowElement,
  platform: string | undefined,
  templates: readonly ShippedTemplate[],
): Pick<Said, 'place' | 'message'> | undefined {
  if (template?.version === undefined || platform === undefined) return undefined;
  const { id, version, place } = template;
  const ofIts = templates.filter((each) => each.id === id);
  // As the Modeler would choose it.
  const fitting = ofIts.filter(({ camunda }) => !isBefore(platform, camunda)).map((each) => each.version);
  if (fitting.length === 0) return undefined;
  const newest = Math.max(...fitting);
  if (version === newest) return undefined;
  const known = ofIts.find((each) => each.version === version);
  const which = `The task has version ${version} of the template ${id}`;
  if (known !== undefined && version > newest)
    return {
      place,
      message: `${which}, which is for Camunda ${known.camunda}: for Camunda ${platform}, apply ${newest}`,
    };
  const than = `than ${newest}, the newest for Camunda ${platform} that comes with this worker`;
  const message = version < newest ? `${which}, which is older ${than}` : `${which}, which is newer ${than}: update it`;
  return { place, message };
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
const [EACH_ACCESS_KEY, EACH_SECRET_KEY] = [ACCESS_KEY, SECRET_KEY].map((key) => new RegExp(key, 'g')) as [
  RegExp,
  RegExp,
];
/** The names of secret keys, as AWS and others write them. */
const OF_SECRET = /secret_?(?:access_?)?key/i;

/** Makes a mask for the keys that stand in a task, wherever they are, because messages quote what is wrong. */
export function maskOfKeys({ element }: Task): Mask {
  const keys = new Set<string>();
  for (const [field, { value }] of textsOf(element)) {
    const found = value.match(EACH_ACCESS_KEY) ?? [];
    for (const key of found) keys.add(key);
    if (found.length === 0 && !OF_SECRET.test(field) && !OF_SECRET.test(value)) continue;
    for (const key of value.match(EACH_SECRET_KEY) ?? []) keys.add(key);
  }
  return maskOf(keys);
}

/** All texts of a task that somebody typed, each with its field. */
function textsOf({ inputs, outputs, headers }: FlowElement): (readonly [field: string, text: SourceText])[] {
  return [
    ...[...inputs, ...outputs].map(({ source, target }) => [target.value.trim(), source] as const),
    ...headers.map(({ key, value }) => [key, value] as const),
  ];
}

/** Finds keys that stand in the diagram, and secrets where none is put in. */
export function secretFindings({ element, given, diagram }: Task): Said[] {
  const said: Said[] = [];
  for (const [field, text] of textsOf(element)) {
    const isOfConnection = /^(?:authentication|awsCredential)\b/.test(field);
    const key = ACCESS_KEY.exec(text.value) ?? (OF_SECRET.test(field) ? SECRET_KEY.exec(text.value) : null);
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
