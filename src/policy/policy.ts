import type { ConnectionPolicy } from '../connection/connection.ts';
import type { FindSecret } from '../connection/secrets.ts';
import { originMatcher, textMatcher } from '../json/patterns.ts';
import { tableOf } from './table-name.ts';

/** What the operator allows jobs, either those of all tenants or those of one. In the lists, `*` stands for any text. */
export interface Rules {
  readonly allowDefaultCredentials: boolean;
  readonly allowOperations: readonly string[];
  readonly allowTables: readonly string[];
  readonly allowRegions: readonly string[];
  readonly readOnly: boolean;
  readonly allowSecrets: readonly string[];
  readonly allowDebug: boolean;
  readonly allowEndpoints: readonly string[];
  readonly allowRoles: readonly string[];
  readonly allowProfiles: readonly string[];
  readonly allowTokenFiles: readonly string[];
}

/** The rules as questions that are asked of a job. */
export interface Policy extends Omit<ConnectionPolicy, 'secret'> {
  /** Finds a secret. One that the operator does not allow counts as missing, and no source is asked for it. */
  readonly secret: FindSecret;
  readonly allowsSecret: (name: string) => boolean;
  readonly allowsOperation: (id: string) => boolean;
  /** Whether a job may touch this table, which is given by its name or ARN. */
  readonly allowsTable: (nameOrArn: string) => boolean;
  readonly isReadOnly: boolean;
  readonly allowsDebug: boolean;
  /** Whether every table is allowed, however a job names it. */
  readonly allowsAnyTable: boolean;
  readonly allowsAnyOperation: boolean;
  readonly allowsAnyRegion: boolean;
}

/** What a policy needs beside its rules. */
export interface PolicyParts extends Pick<ConnectionPolicy, 'secretPlaces'> {
  readonly secret: FindSecret;
  /** AWS's own token file, which every job may name. */
  readonly tokenFile: string | undefined;
}

/** Makes the policy of some rules. */
export function policyOf(rules: Rules, { secret, secretPlaces, tokenFile }: PolicyParts): Policy {
  const allowsSecret = textMatcher(rules.allowSecrets);
  const allowsTokenFile = textMatcher(rules.allowTokenFiles);
  const allowsTable = textMatcher(rules.allowTables);
  const allowsAnyTable = allowsAny(rules.allowTables);
  return {
    // A secret that is forbidden is not looked up at all. So nobody can tell whether it exists, not even by the time that it takes.
    secret: (name) => (allowsSecret(name) ? secret(name) : undefined),
    secretPlaces,
    allowsSecret,
    allowsDefaultCredentials: rules.allowDefaultCredentials,
    allowsEndpoint: originMatcher(rules.allowEndpoints),
    allowsRole: textMatcher(rules.allowRoles),
    allowsProfile: textMatcher(rules.allowProfiles),
    allowsTokenFile: (file) => file === tokenFile || allowsTokenFile(file),
    allowsRegion: textMatcher(rules.allowRegions),
    allowsAnyRegion: allowsAny(rules.allowRegions),
    allowsOperation: textMatcher(rules.allowOperations),
    allowsAnyOperation: allowsAny(rules.allowOperations),
    allowsTable(nameOrArn) {
      if (allowsAnyTable) return true;
      const table = tableOf(nameOrArn);
      return table !== undefined && allowsTable(table);
    },
    allowsAnyTable,
    isReadOnly: rules.readOnly,
    allowsDebug: rules.allowDebug,
  };
}

function allowsAny(patterns: readonly string[]): boolean {
  return patterns.includes('*');
}
