import { Failure } from '../failure/failure.ts';
import { describeValue, type Fault } from '../failure/faults.ts';

/** Reads the members of an answer, one for each table. Gives each under the name by which the table was asked for. */
type TablesReader = <T>(answer: Readonly<Record<string, T>> | undefined) => [tableName: string, member: T][];

/**
 * Makes a reader of answers that have one member for each table. AWS may answer under a table's name when it was asked by the
 * ARN. The reader throws a Failure (connection) when an answer has a table that was not asked for.
 * @param tableNames names or ARNs, as they are sent to AWS
 */
export function answeredTables(tableNames: Iterable<string>): TablesReader {
  const asked = new Map<string, string>();
  for (const tableName of tableNames) asked.set(tableName, tableName).set(nameIn(tableName), tableName);
  return (answer = {}) =>
    Object.entries(answer).map(([name, member]) => {
      const tableName = asked.get(name);
      if (tableName !== undefined) return [tableName, member];
      const said = `it has the table ${name}, for which it was not asked`;
      throw new Failure('connection', `The answer was no answer of DynamoDB: ${said}`);
    });
}

/**
 * Gives a fault for each table that an answer could not tell from another: a table that is named twice, or two tables of the same
 * name in different accounts or regions.
 */
export function ambiguousTableFaults(tableNames: Iterable<string>): Fault[] {
  const faults: Fault[] = [];
  const seen = new Map<string, string>();
  for (const tableName of tableNames) {
    const name = nameIn(tableName);
    const other = seen.get(name);
    if (other === undefined) seen.set(name, tableName);
    else {
      const expected = `a table of another name than ${other}, from which an answer could not tell it`;
      faults.push({ path: ['requestItems', tableName], expected, got: describeValue(name) });
    }
  }
  return faults;
}

/**
 * Gives the table name in an ARN, like `orders` in `arn:aws:dynamodb:eu-central-1:123456789012:table/orders`. A name stays as
 * it is.
 */
function nameIn(tableName: string): string {
  return tableName.slice(tableName.lastIndexOf('/') + 1);
}
