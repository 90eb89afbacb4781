import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';
import { addFaults, describeKind, type Fault, zodFaults } from '../failure/faults.ts';
import { type Words, wholeNumber, widgets } from '../fields/field.ts';
import { secretText } from '../fields/secret-text.ts';
import { way } from '../fields/way.ts';
import type { JsonObject } from '../json/json.ts';

/** Which roles, profiles and token files a job may name. The operator decides. */
export interface AuthenticationPolicy {
  /** Whether a job may sign with the credentials of the worker itself, as it does when it names no others. */
  readonly allowsDefaultCredentials: boolean;
  readonly allowsRole: (arn: string) => boolean;
  readonly allowsProfile: (name: string) => boolean;
  readonly allowsTokenFile: (file: string) => boolean;
}

/** The words of a field for a key, of which the diagram must have no more than the name of a secret. */
function keyWords(name: string): Words {
  const tooltip = `The name of a secret, never the key itself: =camunda.secrets.${name} from Camunda 8.10 on, {{secrets.${name}}} before.`;
  return { placeholder: `{{secrets.${name}}}`, tooltip, pattern: NO_KEY };
}

/** What looks like a key of AWS itself: an id of one, or 40 characters. */
const NO_KEY = {
  value: '^(?!(?:AKIA|ASIA)\\w{12,}$|[\\w/+]{40}$)',
  message: 'must be the name of a secret, never the key itself: a diagram is no place for it',
};

const accessKey = secretText('Access key', keyWords('AWS_ACCESS_KEY'));
const secretKey = secretText('Secret key', keyWords('AWS_SECRET_KEY'));
const sessionToken = secretText('Session token', { tooltip: 'Only with temporary credentials.' }).optional();

const EACH_A_SESSION = 'Each value makes a session of its own, so do not use one for each process instance.';

const roleArn = secretText(
  'Role ARN',
  {
    placeholder: 'arn:aws:iam::123456789012:role/orders',
    tooltip: 'The role that the task works with.',
    pattern: {
      value: '^arn:|secrets\\.',
      message: 'must be the ARN of a role, like arn:aws:iam::123456789012:role/orders',
    },
  },
  /^(?=.{20,2048}$)arn:aws[a-z-]*:iam::\d{12}:role\/(?:[!-~]+\/)?[\w+=,.@-]{1,64}$/,
  'the ARN of an IAM role, like arn:aws:iam::123456789012:role/orders',
);
const roleSessionName = secretText(
  'Session name',
  { tooltip: `The name of the session in AWS's logs. The default is camunda-dynamodb-worker. ${EACH_A_SESSION}` },
  /^[\w+=,.@-]{2,64}$/,
  '2 to 64 letters, digits or characters of _+=,.@-',
).optional();

const assumeWith = way(
  'assumeWith',
  'Assume it with',
  { worker: "The worker's own AWS credentials", keys: 'Access keys' },
  { tooltip: 'Who asks AWS for the role.' },
);

const tokenFile = 'an absolute path without . and .. in it';
const MAX_PATH_LENGTH = 4_096;

/**
 * The kinds of authentication. Each has a label in the Modeler and its own fields. The patterns are those of
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const authenticationTypes = {
  credentials: { label: 'Access key', fields: { accessKey, secretKey, sessionToken } },
  defaultCredentialsChain: { label: "The worker's own AWS credentials", fields: {} },
  profile: {
    label: 'Profile beside the worker',
    fields: {
      profile: secretText(
        'Profile',
        { placeholder: 'orders', tooltip: "The name of a profile in AWS's files beside the worker." },
        /^[!-~]{1,255}$/,
        'up to 255 ASCII characters without blanks',
      ),
    },
  },
  assumeRole: {
    label: 'Role',
    fields: {
      roleArn,
      externalId: secretText(
        'External id',
        { tooltip: `What the role's trust policy asks for. ${EACH_A_SESSION}` },
        /^[\w+=,.@:/-]{2,1224}$/,
        '2 to 1224 letters, digits or characters of _+=,.@:/-',
      ).optional(),
      roleSessionName,
      durationSeconds: wholeNumber(
        'Duration in seconds',
        900,
        { tooltip: 'How long one session lasts. The default is 3600. Sessions are renewed before they end.' },
        43_200,
      ).optional(),
      accessKey: again(accessKey, { shown: assumeWith.is('keys'), required: true }),
      secretKey: again(secretKey, { shown: assumeWith.is('keys'), required: true }),
      sessionToken: again(sessionToken.unwrap(), { shown: assumeWith.is('keys') }),
    },
  },
  webIdentity: {
    label: 'Role by web identity',
    fields: {
      roleArn: again(roleArn, { tooltip: 'The default is the role in AWS_ROLE_ARN beside the worker.' }),
      webIdentityTokenFile: z
        .string({ error: tokenFile })
        .trim()
        .refine(isPlainPath, { error: tokenFile })
        .register(widgets, {
          label: 'Token file',
          control: 'String',
          tooltip:
            'A file on the machine of the worker, which its operator must allow. The default is the file in AWS_WEB_IDENTITY_TOKEN_FILE.',
        })
        .optional(),
      roleSessionName,
    },
  },
};

/** What the form calls the choice of a kind. */
export const AUTHENTICATION_LABEL = 'Authentication';

/** The fields of all kinds by name. A field of one name has one label. */
export const authenticationFields: Readonly<Record<string, z.ZodType>> = Object.assign(
  {},
  ...Object.values(authenticationTypes).map(({ fields }) => fields),
);

type Types = typeof authenticationTypes;
type Values<Fields extends Record<string, z.ZodType>> = [keyof Fields] extends [never]
  ? unknown
  : Readonly<z.output<z.ZodObject<Fields>>>;

/** How a job signs in: one of the kinds, with its fields. */
export type Authentication = {
  [Type in keyof Types]: { readonly type: Type } & Values<Types[Type]['fields']>;
}[keyof Types];

/**
 * The variable in which a task is given a credential that was chosen of those kept in the cluster, and the type that the form
 * gives an authentication then. Camunda's own connectors for AWS have the same variable.
 */
export const KEPT_CREDENTIAL = 'awsCredential';

/** Where an authentication stands, and which kinds of it there are. */
interface Kinds {
  readonly path: readonly string[];
  readonly fields: ReadonlyMap<unknown, Readonly<Record<string, z.ZodType>>>;
  /** The type of one that names none. */
  readonly usual: (members: JsonObject) => keyof Types;
  /** What to use instead of the worker's own credentials. */
  readonly others: string;
}

const ofTask: Kinds = {
  path: ['authentication'],
  fields: new Map(Object.entries(authenticationTypes).map(([type, { fields }]) => [type, fields])),
  usual: usualType,
  others: 'keys, a profile, a role or a web identity',
};

const ofKeptCredential: Kinds = {
  path: [KEPT_CREDENTIAL, 'authentication'],
  fields: new Map(Object.entries({ credentials: { accessKey, secretKey }, defaultCredentialsChain: {} })),
  usual: () => 'credentials',
  others: 'keys',
};

const schemas = new Map(
  [ofTask, ofKeptCredential]
    .flatMap(({ fields }) => [...fields.values()])
    .map((fields) => [fields, z.strictObject(fields)]),
);

function isPlainPath(file: string): boolean {
  return file.length <= MAX_PATH_LENGTH && isAbsolute(file) && normalize(file) === file && !/\p{Cc}/u.test(file);
}

/** Makes an optional copy of a field that another kind requires, with a tooltip of its own. */
function again(field: z.ZodString, words: Words): z.ZodOptional<z.ZodString> {
  const widget = widgets.get(field);
  const copy = field.clone();
  if (widget !== undefined) copy.register(widgets, { ...widget, ...words });
  return copy.optional();
}

/**
 * Reads how a job signs in. Without a type, keys mean `credentials`, and no keys mean the default chain. A member that is null or
 * empty is wrong, except for a session token: its author meant somebody else than the worker itself. Adds a fault to `faults` for
 * each mistake. No fault shows a value, because it may be a secret. If there are faults, do not use the authentication.
 * @param given the variable `authentication`, with its secrets put in
 */
export function readAuthentication(given: JsonObject, policy: AuthenticationPolicy, faults: Fault[]): Authentication {
  return readOneOf(ofTask, given, policy, faults);
}

/**
 * Reads the authentication of a credential that is kept in the cluster: keys, or the default chain. Without a type it has keys.
 * Does the same as `readAuthentication` otherwise.
 */
export function readKeptAuthentication(
  given: JsonObject,
  policy: AuthenticationPolicy,
  faults: Fault[],
): Authentication {
  return readOneOf(ofKeptCredential, given, policy, faults);
}

function readOneOf(
  kinds: Kinds,
  { type, ...members }: JsonObject,
  policy: AuthenticationPolicy,
  faults: Fault[],
): Authentication {
  const chosen = type === undefined ? kinds.usual(members) : type;
  const fields = kinds.fields.get(chosen);
  if (fields === undefined) {
    faults.push({
      path: [...kinds.path, 'type'],
      label: kinds === ofTask ? AUTHENTICATION_LABEL : undefined,
      expected: `one of ${[...kinds.fields.keys()].join(', ')}`,
      got: describeKind(chosen),
    });
    return { type: 'defaultCredentialsChain' };
  }
  const given = withoutThoseLeftOut(members, fields);
  const checked = (schemas.get(fields) as z.ZodType<object>).safeParse(given);
  if (!checked.success) {
    const names = Object.keys(fields);
    const members = names.length === 0 ? `nothing beside the type ${chosen}` : `one of ${names.join(', ')}`;
    addFaults(faults, zodFaults(checked.error, given, kinds.path, members, describeKind));
    return { type: 'defaultCredentialsChain' };
  }
  const authentication = { type: chosen, ...checked.data } as Authentication;
  addFaults(faults, halfKeyFaults(authentication));
  addFaults(faults, forbiddenFaults(authentication, kinds, policy));
  return authentication;
}

/**
 * Gives the type of an authentication without one. A key that is null counts as a key: an expression that gave none must not open
 * the worker's own credentials.
 */
function usualType(members: JsonObject): keyof Types {
  const named = Object.keys(authenticationTypes.credentials.fields).some((name) => Object.hasOwn(members, name));
  return named ? 'credentials' : 'defaultCredentialsChain';
}

/** The fields that say who signs. */
const IDENTITIES = ['accessKey', 'secretKey', 'profile', 'roleArn', 'webIdentityTokenFile'];

/**
 * Drops members that stand for fields that were left out: empty texts, and a session token that is null. A field that says who
 * signs is not dropped, even if it is empty.
 */
function withoutThoseLeftOut(members: JsonObject, fields: object): JsonObject {
  const present = Object.entries(members).filter(([name, value]) => {
    if (value === null) return name !== 'sessionToken';
    return value !== '' || (Object.hasOwn(fields, name) && IDENTITIES.includes(name));
  });
  return Object.fromEntries(present);
}

function faultAt(name: string, expected: string, got: unknown): Fault {
  return { path: ['authentication', name], expected, got: describeKind(got) };
}

/** Gives a fault for each key that is missing beside another: an assumed role has both keys, or none. */
function halfKeyFaults(authentication: Authentication): Fault[] {
  if (authentication.type !== 'assumeRole') return [];
  const { accessKey, secretKey, sessionToken } = authentication;
  if ((accessKey ?? secretKey ?? sessionToken) === undefined) return [];
  const expected = '`accessKey` and `secretKey` together, or no keys at all';
  return Object.entries({ accessKey, secretKey })
    .filter(([, value]) => value === undefined)
    .map(([name, value]) => faultAt(name, expected, value));
}

/** Whether the worker itself signs. A web identity that names neither a role nor a file is that of the worker's variables. */
function isOwn(authentication: Authentication): boolean {
  if (authentication.type !== 'webIdentity') return authentication.type === 'defaultCredentialsChain';
  return (authentication.roleArn ?? authentication.webIdentityTokenFile) === undefined;
}

/** Gives a fault for each thing that a job names and the operator does not allow. */
function forbiddenFaults(
  authentication: Authentication,
  { path, others }: Kinds,
  policy: AuthenticationPolicy,
): Fault[] {
  const faults: Fault[] = [];
  if (isOwn(authentication) && !policy.allowsDefaultCredentials) {
    const own = "the worker's own credentials are not for tasks (DYNAMODB_WORKER_ALLOW_DEFAULT_CREDENTIALS)";
    faults.push({ path, expected: `${others}: ${own}`, got: 'none of them' });
  }
  const addUnlessAllowed = (
    name: string,
    value: string | undefined,
    allows: (value: string) => boolean,
    setting: string,
  ) => {
    if (value !== undefined && !allows(value))
      faults.push(faultAt(name, `one that the operator of the worker allows (DYNAMODB_WORKER_${setting})`, value));
  };
  if (authentication.type === 'profile')
    addUnlessAllowed('profile', authentication.profile, policy.allowsProfile, 'ALLOW_PROFILES');
  if (authentication.type === 'assumeRole' || authentication.type === 'webIdentity')
    addUnlessAllowed('roleArn', authentication.roleArn, policy.allowsRole, 'ALLOW_ROLES');
  if (authentication.type === 'webIdentity') {
    const file = authentication.webIdentityTokenFile;
    addUnlessAllowed('webIdentityTokenFile', file, policy.allowsTokenFile, 'ALLOW_TOKEN_FILES');
  }
  return faults;
}
