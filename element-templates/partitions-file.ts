import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A partition as the endpoint rules of the SDK have it, as far as we use it. */
export interface SdkPartition {
  readonly id: string;
  readonly regionRegex: string;
  readonly regions: Readonly<Record<string, object>>;
  readonly outputs: { readonly dnsSuffix: string; readonly dualStackDnsSuffix: string };
}

const PARTITIONS = 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';

/** The partitions of the SDK's endpoint rules, from the file of its own in which it keeps them: it lets nobody import them. */
export async function sdkPartitions(): Promise<readonly SdkPartition[]> {
  const ofClient = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/client-dynamodb'));
  const folder = dirname(ofClient.resolve('@aws-sdk/core/package.json'));
  const { partitionsInfo } = await import(pathToFileURL(join(folder, PARTITIONS)).href);
  return partitionsInfo.partitions;
}

/** The source file that knows the partitions where the worker runs. */
export function partitionsFile(partitions: readonly SdkPartition[]): string {
  return `// Generated from the endpoint rules of the AWS SDK by \`npm run generate\`.

/** A part of AWS: which names its regions have, and how its hosts end. */
interface Partition {
  readonly id: string;
  readonly regionPattern: RegExp;
  /** Names that the rules know beside the pattern. */
  readonly pseudoRegions: readonly string[];
  readonly hostSuffixes: readonly string[];
}

export const partitions: readonly Partition[] = [
${partitions.map(partitionText).join('\n')}
];
`;
}

function partitionText({ id, regionRegex, regions, outputs }: SdkPartition): string {
  const pattern = new RegExp(regionRegex);
  const pseudoRegions = Object.keys(regions).filter((region) => !pattern.test(region));
  return `  {
    id: '${id}',
    regionPattern: /${regionRegex.replaceAll('\\-', '-')}/,
    pseudoRegions: [${pseudoRegions.map(quoted).join(', ')}],
    hostSuffixes: [${[outputs.dnsSuffix, outputs.dualStackDnsSuffix].map(quoted).join(', ')}],
  },`;
}

function quoted(text: string): string {
  return `'${text}'`;
}
