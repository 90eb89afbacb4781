import type { Place } from '../diagram/diagram-error.ts';
import type { SourceText } from '../diagram/source.ts';
import type { Remarks } from './finding.ts';
import type { FormValues } from './form.ts';

/** The values of our form for the fields of a new table. */
export function tableValues(fields: ReadonlyMap<string, SourceText>, place: Place, remarks: Remarks): FormValues {
  const values = new Map<string, string>();
  const take = (name: string) => {
    const source = fields.get(name);
    if (source !== undefined) values.set(`input.${name}`, source.value);
  };
  for (const name of ['tableName', 'partitionKey', 'partitionKeyType']) take(name);
  refuseUnless(fields, 'partitionKeyRole', ['HASH'], 'the partition key has another role', remarks);
  if (fields.has('sortKey')) {
    for (const name of ['sortKey', 'sortKeyType']) take(name);
    refuseUnless(fields, 'sortKeyRole', ['RANGE'], 'the sort key has another role', remarks);
    if (!fields.has('sortKeyType') || !fields.has('sortKeyRole')) {
      const place = (fields.get('sortKey') as SourceText).placeOf();
      remarks.refuse('input.sortKey', place, 'the sort key has no type or no role, so AWS refuses the table');
    }
  }
  bill(fields, place, take, remarks);
  const protection = fields.get('deletionProtection');
  const isProtected = protection?.value.replace(/^=\s*/, '').trim().toLowerCase();
  if (isProtected === 'true') values.set('input.deletionProtection', 'true');
  else if (protection !== undefined && isProtected !== 'false')
    remarks.refuse('input.deletionProtection', protection.placeOf(), 'neither true nor false stands there');
  return values;
}

/** Capacity goes with one way of billing only: theirs requires it always, and sends it then. */
function bill(
  fields: ReadonlyMap<string, SourceText>,
  place: Place,
  take: (name: string) => void,
  remarks: Remarks,
): void {
  const mode = fields.get('billingModeStr');
  const units = ['readCapacityUnits', 'writeCapacityUnits'];
  if (mode === undefined || units.some((name) => !fields.has(name))) {
    const message =
      'Camunda’s connector of today refuses a table without a billing mode and both capacities, so it is not known what is meant';
    remarks.refuse('input.billingModeStr', mode?.placeOf() ?? place, message);
    return;
  }
  refuseUnless(
    fields,
    'billingModeStr',
    ['PROVISIONED', 'PAY_PER_REQUEST'],
    'no billing mode of AWS stands there',
    remarks,
  );
  take('billingModeStr');
  if (mode.value === 'PROVISIONED') for (const name of units) take(name);
}

function refuseUnless(
  fields: ReadonlyMap<string, SourceText>,
  name: string,
  allowed: readonly string[],
  message: string,
  remarks: Remarks,
): void {
  const source = fields.get(name);
  if (source !== undefined && !allowed.includes(source.value))
    remarks.refuse(
      `input.${name}`,
      source.placeOf(),
      `${message}: expected ${allowed.join(' or ')}, got ${source.value}`,
    );
}
