import type { Rules } from '../policy/policy.ts';
import { allowed, rule, type Setting, whatJobsMayName, yesOrNo } from './setting.ts';

/** Matches an origin like `https://*.example.com:8443`. In its host, `*` stands for any part of a name. */
const ORIGIN_PATTERN = /^https?:\/\/(?:[A-Za-z0-9._*-]+|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/;

/** The settings that say what jobs may do: the rules of the operator, in the order of the documentation. */
export const ruleSettings: Readonly<Record<keyof Rules, Setting>> = {
  allowDefaultCredentials: rule(
    'ALLOW_DEFAULT_CREDENTIALS',
    'true',
    "`false`: a job must say how it signs in, and never signs with the worker's own AWS credentials",
    yesOrNo,
  ),
  allowOperations: whatJobsMayName(
    'ALLOW_OPERATIONS',
    '*',
    'The operations that a job may ask for, by their ids like `getItem`',
  ),
  allowTables: whatJobsMayName(
    'ALLOW_TABLES',
    '*',
    'The names of the tables that a job may touch',
    allowed('* or none, or names of tables (no ARNs) separated by commas', {
      pattern: /^[\w.*-]+$/,
      words: 'names of tables (no ARNs)',
      one: 'the name of a table (no ARN)',
    }),
  ),
  allowRegions: whatJobsMayName(
    'ALLOW_REGIONS',
    '*',
    'The regions that a job may ask',
    allowed('* or none, or names of regions separated by commas', {
      pattern: /^[a-z0-9*-]+$/,
      words: 'names of regions',
      one: 'the name of a region',
    }),
  ),
  readOnly: rule('READ_ONLY', 'false', '`true`: no job writes anything, be it by PartiQL or in a transaction', yesOrNo),
  allowSecrets: whatJobsMayName('ALLOW_SECRETS', '*', 'The secrets that a job may name'),
  allowDebug: rule(
    'ALLOW_DEBUG',
    'true',
    '`false`: no job may have its requests and responses logged, which have items in them. With `true` 16 KB of each call are logged',
    yesOrNo,
  ),
  allowEndpoints: rule(
    'ALLOW_ENDPOINTS',
    'none',
    'The origins that a job may name in `configuration.endpoint`, separated by commas. `*` stands for any part of a host name, and `none` allows none',
    allowed('origins like https://*.example.com or http://localhost:8000, separated by commas, or none', {
      pattern: ORIGIN_PATTERN,
      words: 'origins like https://*.example.com or http://localhost:8000',
      one: 'an origin like https://*.example.com or http://localhost:8000',
    }),
  ),
  allowRoles: whatJobsMayName('ALLOW_ROLES', '*', 'The ARNs of the roles that a job may name'),
  allowProfiles: whatJobsMayName('ALLOW_PROFILES', '*', 'The profiles that a job may name'),
  allowTokenFiles: whatJobsMayName(
    'ALLOW_TOKEN_FILES',
    'none',
    'The web identity token files that a job may name beside the one in `AWS_WEB_IDENTITY_TOKEN_FILE`',
  ),
};
