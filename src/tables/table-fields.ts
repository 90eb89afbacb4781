import {
  BillingMode,
  type OnDemandThroughput,
  type ProvisionedThroughput,
  type SSESpecification,
  type StreamSpecification,
  TableClass,
  type WarmThroughput,
} from '@aws-sdk/client-dynamodb';
import { describeValue, type Fault } from '../failure/faults.ts';
import { choice, type Words, wholeNumber } from '../fields/field.ts';
import { structure } from '../fields/structure-field.ts';
import { onDemandThroughput, sseSpecification, streamSpecification, warmThroughput } from './table-shapes.ts';

/** The fields that createTable and updateTable share. Each operation says where its form has them. */

const provisioned: Words = {
  tooltip: 'How many reads or writes the table takes in one second.',
  // A job may have 0 beside another billing mode, as the form of Camunda's connector sends it.
  minimum: 1,
  shown: { by: 'billingModeStr', with: [BillingMode.PROVISIONED] },
  required: true,
};

export function billingFields(words: Words) {
  const capacity = { ...provisioned, ...(words.advanced && { advanced: true }) };
  return {
    billingModeStr: choice(
      'Billing mode',
      { PAY_PER_REQUEST: 'On demand', PROVISIONED: 'Provisioned' },
      { tooltip: 'Pay for each request, or for a fixed capacity. The default for a new table is on demand.', ...words },
    ).optional(),
    readCapacityUnits: wholeNumber('Read capacity units', 0, capacity).optional(),
    writeCapacityUnits: wholeNumber('Write capacity units', 0, capacity).optional(),
  };
}

type Setting = 'onDemandThroughput' | 'warmThroughput' | 'streamSpecification' | 'sseSpecification' | 'tableClass';

/** @param wordsOf what more the form has to know of each setting */
export function settingFields(wordsOf: (setting: Setting) => Words) {
  return {
    onDemandThroughput: structure('On-demand throughput', onDemandThroughput, {
      tooltip: 'How much an on-demand table may use. -1 means no limit.',
      placeholder: '{"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 100}',
      ...wordsOf('onDemandThroughput'),
    }).optional(),
    warmThroughput: structure('Warm throughput', warmThroughput, {
      tooltip: 'How much load the table can take at once.',
      placeholder: '{"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000}',
      ...wordsOf('warmThroughput'),
    }).optional(),
    streamSpecification: structure('Stream specification', streamSpecification, {
      tooltip: 'Whether changes of items are streamed, and which parts of the items.',
      placeholder: '{"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"}',
      ...wordsOf('streamSpecification'),
    }).optional(),
    sseSpecification: structure('Encryption', sseSpecification, {
      tooltip: 'The key that encrypts the table. The default is the key of DynamoDB.',
      placeholder: '{"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "alias/orders"}',
      ...wordsOf('sseSpecification'),
    }).optional(),
    tableClass: choice(
      'Table class',
      { [TableClass.STANDARD]: 'Standard', [TableClass.STANDARD_INFREQUENT_ACCESS]: 'Infrequent access' },
      {
        tooltip: 'Infrequent access costs less to keep, and more to read and write.',
        ...wordsOf('tableClass'),
      },
    ).optional(),
  };
}

interface SettingsInput extends BillingInput {
  readonly onDemandThroughput?: OnDemandThroughput | undefined;
  readonly warmThroughput?: WarmThroughput | undefined;
  readonly streamSpecification?: StreamSpecification | undefined;
  readonly sseSpecification?: SSESpecification | undefined;
  readonly tableClass?: TableClass | undefined;
}

interface BillingInput {
  readonly billingModeStr?: BillingMode | undefined;
  readonly readCapacityUnits?: number | undefined;
  readonly writeCapacityUnits?: number | undefined;
}

/** Whether a task wants a table of fixed capacity: it chooses `PROVISIONED`, or makes no choice and gives capacity units. */
export function isProvisioned({ billingModeStr, readCapacityUnits, writeCapacityUnits }: BillingInput): boolean {
  const capacity = readCapacityUnits ?? writeCapacityUnits;
  return (billingModeStr ?? (capacity === undefined ? undefined : BillingMode.PROVISIONED)) === BillingMode.PROVISIONED;
}

/** Gives a fault for each capacity that a table of fixed capacity needs and the task does not give. */
export function capacityFaults(input: BillingInput): Fault[] {
  if (!isProvisioned(input)) return [];
  const expected = 'a whole number from 1 for a provisioned table';
  return (['readCapacityUnits', 'writeCapacityUnits'] as const)
    .filter((name) => (input[name] ?? 0) <= 0)
    .map((name) => ({ path: [name], expected, got: describeValue(input[name]) }));
}

/** Gives the throughput and storage that a task asks for, in AWS's shape. */
export function tableSettingsOf(input: SettingsInput) {
  return {
    ProvisionedThroughput: capacityOf(input),
    OnDemandThroughput: input.onDemandThroughput,
    WarmThroughput: input.warmThroughput,
    StreamSpecification: input.streamSpecification,
    SSESpecification: input.sseSpecification,
    TableClass: input.tableClass,
  };
}

/**
 * Gives the fixed capacity, or undefined for a table on demand. A form may send capacity units for such a table; they are
 * dropped.
 */
function capacityOf(input: BillingInput): ProvisionedThroughput | undefined {
  if (!isProvisioned(input)) return undefined;
  return { ReadCapacityUnits: input.readCapacityUnits, WriteCapacityUnits: input.writeCapacityUnits };
}
