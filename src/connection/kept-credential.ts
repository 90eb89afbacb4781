import { z } from 'zod';
import { addFaults, describeKind, type Fault, zodFaults } from '../failure/faults.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import {
  type Authentication,
  type AuthenticationPolicy,
  KEPT_CREDENTIAL,
  readKeptAuthentication,
} from './authentication.ts';
import { configurationFields, type UsualRegion } from './place.ts';

const schema = z.strictObject({
  authentication: z.looseObject(
    {},
    { error: 'an object with accessKey and secretKey, or with the type defaultCredentialsChain' },
  ),
  region: configurationFields.region,
});

/**
 * Reads a credential for AWS that is kept in the cluster and was chosen for a task. Its shape is that of Camunda's credential
 * template `io.camunda:aws-credential:1`: access keys or the default chain, and a region for jobs that name none. Adds a fault to
 * `faults` for each mistake. No fault shows a value.
 * https://docs.camunda.io/docs/next/components/connectors/use-connectors/outbound/
 * @param putIn replaces the secrets in an authentication at a path
 */
export function readKeptCredential(
  given: Json,
  putIn: (authentication: JsonObject, path: string[]) => JsonObject,
  policy: AuthenticationPolicy,
  faults: Fault[],
): { readonly authentication: Authentication; readonly usual?: UsualRegion | undefined } {
  const none = { authentication: { type: 'defaultCredentialsChain' } } as const;
  if (!isObject(given)) {
    const expected = 'a credential for AWS: an object with authentication and region';
    faults.push({ path: [KEPT_CREDENTIAL], expected, got: describeKind(given) });
    return none;
  }
  const { region: blank, ...others } = given;
  const members = blank === '' ? others : given;
  const checked = schema.safeParse(members);
  if (!checked.success)
    addFaults(
      faults,
      zodFaults(checked.error, members, [KEPT_CREDENTIAL], 'one of authentication, region', describeKind),
    );
  if (!isObject(given.authentication)) return none;
  const path = [KEPT_CREDENTIAL, 'authentication'];
  const authentication = readKeptAuthentication(putIn(given.authentication, path), policy, faults);
  const region = checked.data?.region;
  return { authentication, usual: region === undefined ? undefined : { region, path: [KEPT_CREDENTIAL, 'region'] } };
}
