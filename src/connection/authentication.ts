import { isAbsolute, normalize } from 'node:path';
import { z } from 'zod';
import { describeKind, type Fault, faultsOf } from '../failure/faults.ts';
import { wholeNumber, widgets } from '../fields/field.ts';
import { secretText } from '../fields/secret-text.ts';
import type { JsonObject } from '../json/json.ts';

/** What a job may name in its authentication: the operator's decision. */
export interface AuthenticationPolicy {
  /** Whether a job may sign with the credentials of the worker itself, as it does when it names no others. */
  readonly allowsDefaultCredentials: boolean;
  readonly allowsRole: (arn: string) => boolean;
  readonly allowsProfile: (name: string) => boolean;
  readonly allowsTokenFile: (file: string) => boolean;
}

const accessKey = secretText('Access key', { placeholder: '{{secrets.AWS_ACCESS_KEY}}' });
const secretKey = secretText('Secret key', { placeholder: '{{secrets.AWS_SECRET_KEY}}' });
const sessionToken = secretText('Session token', { tooltip: 'Only with temporary credentials.' }).optional();

const EACH_A_SESSION = 'Each value makes a session of its own: do not name it by the process instance.';

const roleArn = secretText(
  'Role ARN',
  { placeholder: 'arn:aws:iam::123456789012:role/orders' },
  /^(?=.{20,2048}$)arn:aws[a-z-]*:iam::\d{12}:role\/(?:[!-~]+\/)?[\w+=,.@-]{1,64}$/,
  'the ARN of an IAM role, like arn:aws:iam::123456789012:role/orders',
);
const roleSessionName = secretText(
  'Session name',
  { tooltip: `What AWS's logs call the session; camunda-dynamodb-worker without it. ${EACH_A_SESSION}` },
  /^[\w+=,.@-]{2,64}$/,
  '2 to 64 letters, digits or characters of _+=,.@-',
).optional();

const tokenFile = 'an absolute path without . and .. in it';
const MAX_PATH = 4_096;

/**
 * The kinds of authentication: the label in the Modeler, and the fields that each has. Patterns are those of
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
        { tooltip: 'How long one session lasts: 3600 without it. Sessions are renewed before they end.' },
        43_200,
      ).optional(),
      accessKey: again(accessKey, 'Without keys, the role is assumed with the AWS credentials of the worker.'),
      secretKey: again(secretKey),
      sessionToken,
    },
  },
  webIdentity: {
    label: 'Role by web identity',
    fields: {
      roleArn: again(roleArn, 'Without it, the one in AWS_ROLE_ARN beside the worker.'),
      webIdentityTokenFile: z
        .string({ error: tokenFile })
        .trim()
        .refine(isPlainPath, { error: tokenFile })
        .register(widgets, {
          label: 'Token file',
          control: 'String',
          tooltip:
            'A file beside the worker that its operator allows; without it, the one in AWS_WEB_IDENTITY_TOKEN_FILE.',
        })
        .optional(),
      roleSessionName,
    },
  },
};

type Types = typeof authenticationTypes;
type Values<Fields extends Record<string, z.ZodType>> = [keyof Fields] extends [never]
  ? unknown
  : Readonly<z.output<z.ZodObject<Fields>>>;

/** How a job signs in: one of the kinds, with its fields. */
export type Authentication = {
  [Type in keyof Types]: { readonly type: Type } & Values<Types[Type]['fields']>;
}[keyof Types];

const schemas = new Map<unknown, z.ZodType<object>>(
  Object.entries(authenticationTypes).map(([type, { fields }]) => [type, z.strictObject(fields)]),
);

function isPlainPath(file: string): boolean {
  return file.length <= MAX_PATH && isAbsolute(file) && normalize(file) === file && !/\p{Cc}/u.test(file);
}

/** A field that one kind needs, where another can do without it. */
function again(field: z.ZodString, tooltip?: string): z.ZodOptional<z.ZodString> {
  const widget = widgets.get(field);
  const copy = field.clone();
  if (widget !== undefined) copy.register(widgets, { ...widget, ...(tooltip !== undefined && { tooltip }) });
  return copy.optional();
}

/**
 * How a job says that it signs in. Without a type, keys mean `credentials`, and nothing the default chain. A member that is null
 * or empty, but for a session token, is wrong: whoever wrote it meant somebody else than the worker itself. Everything that is
 * wrong is added to `faults`, without any value of it; the authentication is then not to be used.
 */
export function readAuthentication(
  { type, ...members }: JsonObject,
  policy: AuthenticationPolicy,
  faults: Fault[],
): Authentication {
  const chosen = type === undefined ? usualType(members) : type;
  const schema = schemas.get(chosen);
  if (schema === undefined) {
    faults.push({
      path: ['authentication', 'type'],
      expected: `one of ${Object.keys(authenticationTypes).join(', ')}`,
      got: describeKind(chosen),
    });
    return { type: 'defaultCredentialsChain' };
  }
  const { fields } = authenticationTypes[chosen as keyof Types];
  const given = withoutThoseLeftOut(members, fields);
  const checked = schema.safeParse(given);
  if (!checked.success) {
    const names = Object.keys(fields);
    const members = names.length === 0 ? `nothing beside the type ${chosen}` : `one of ${names.join(', ')}`;
    faults.push(...faultsOf(checked.error, given, ['authentication'], members, describeKind));
    return { type: 'defaultCredentialsChain' };
  }
  const authentication = { type: chosen, ...checked.data } as Authentication;
  faults.push(...halfKeys(authentication), ...forbidden(authentication, policy));
  return authentication;
}

/** A key that is null is a key all the same: an expression that gave none does not open the worker's own credentials. */
function usualType(members: JsonObject): keyof Types {
  const named = Object.keys(authenticationTypes.credentials.fields).some((name) => Object.hasOwn(members, name));
  return named ? 'credentials' : 'defaultCredentialsChain';
}

/** The fields that say who signs. */
const IDENTITIES = ['accessKey', 'secretKey', 'profile', 'roleArn', 'webIdentityTokenFile'];

/** An empty text stands for a field that was left out, and null for a session token: but nothing empty stands for an identity. */
function withoutThoseLeftOut(members: JsonObject, fields: object): JsonObject {
  const present = Object.entries(members).filter(([name, value]) => {
    if (value !== null && value !== '') return true;
    if (!Object.hasOwn(fields, name)) return false;
    return value === null ? name !== 'sessionToken' : IDENTITIES.includes(name);
  });
  return Object.fromEntries(present);
}

function faultAt(name: string, expected: string, got: unknown): Fault {
  return { path: ['authentication', name], expected, got: describeKind(got) };
}

/** The keys of an assumed role come together. */
function halfKeys(authentication: Authentication): Fault[] {
  if (authentication.type !== 'assumeRole') return [];
  const { accessKey, secretKey, sessionToken } = authentication;
  if ((accessKey ?? secretKey ?? sessionToken) === undefined) return [];
  const expected = 'accessKey and secretKey together, or no keys at all';
  return Object.entries({ accessKey, secretKey })
    .filter(([, value]) => value === undefined)
    .map(([name, value]) => faultAt(name, expected, value));
}

/** Whether it is the worker itself that signs. A web identity that names nothing is that of the worker's variables. */
function isOwn(authentication: Authentication): boolean {
  if (authentication.type !== 'webIdentity') return authentication.type === 'defaultCredentialsChain';
  return (authentication.roleArn ?? authentication.webIdentityTokenFile) === undefined;
}

function forbidden(authentication: Authentication, policy: AuthenticationPolicy): Fault[] {
  const faults: Fault[] = [];
  if (isOwn(authentication) && !policy.allowsDefaultCredentials) {
    const own = "the worker's own credentials are not for tasks (DYNAMODB_WORKER_ALLOW_DEFAULT_CREDENTIALS)";
    const expected = `keys, a profile, a role or a web identity: ${own}`;
    faults.push({ path: ['authentication'], expected, got: 'none of them' });
  }
  const check = (name: string, value: string | undefined, allows: (value: string) => boolean, setting: string) => {
    if (value !== undefined && !allows(value))
      faults.push(faultAt(name, `one that the operator of the worker allows (DYNAMODB_WORKER_${setting})`, value));
  };
  if (authentication.type === 'profile')
    check('profile', authentication.profile, policy.allowsProfile, 'ALLOW_PROFILES');
  if (authentication.type === 'assumeRole' || authentication.type === 'webIdentity')
    check('roleArn', authentication.roleArn, policy.allowsRole, 'ALLOW_ROLES');
  if (authentication.type === 'webIdentity') {
    const file = authentication.webIdentityTokenFile;
    check('webIdentityTokenFile', file, policy.allowsTokenFile, 'ALLOW_TOKEN_FILES');
  }
  return faults;
}
