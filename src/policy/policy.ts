import type { ConnectionPolicy } from '../connection/connection.ts';
import type { SecretLookup } from '../connection/secrets.ts';
import { originMatcher, textMatcher } from '../json/patterns.ts';
import { tableOf } from './table-name.ts';

/** What the operator lets jobs do: of all tenants, or of one. In the lists `*` stands for any text. */
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
export interface Policy extends ConnectionPolicy {
  readonly allowsOperation: (id: string) => boolean;
  /** By name or ARN. */
  readonly allowsTable: (nameOrArn: string) => boolean;
  readonly isReadOnly: boolean;
  readonly allowsDebug: boolean;
  /** Whether each table is allowed, whatever stands for it. */
  readonly allowsAnyTable: boolean;
  readonly allowsAnyOperation: boolean;
  readonly allowsAnyRegion: boolean;
}

/** What rules rest on beside themselves. */
interface PolicyParts {
  readonly secret: SecretLookup;
  /** AWS's own token file, which every job may name. */
  readonly tokenFile: string | undefined;
}

/** The policy of some rules. */
export function policyOf(rules: Rules, { secret, tokenFile }: PolicyParts): Policy {
  const allowsSecret = textMatcher(rules.allowSecrets);
  const allowsTokenFile = textMatcher(rules.allowTokenFiles);
  const allowsTable = textMatcher(rules.allowTables);
  const allowsAnyTable = allowsAny(rules.allowTables);
  return {
    secret(name) {
      // Looked up also when it is forbidden: nobody can tell the one from the other.
      const found = secret(name);
      return allowsSecret(name) ? found : undefined;
    },
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
