import { Failure } from '../failure/failure.ts';
import { describeValue, type Fault } from '../failure/faults.ts';

/** The members of an answer by table, under the names by which the tables were asked for. */
type TablesReader = <T>(answer: Readonly<Record<string, T>> | undefined) => [tableName: string, member: T][];

/**
 * Reads AWS's answers by table: a table that was asked for by its ARN may be answered under its name. What it gives throws a
 * Failure (connection) when an answer has a table that nobody asked for.
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

/** Adds faults for tables that answers could not tell apart: one table named twice, or tables of two accounts or regions. */
export function checkToldApart(tableNames: Iterable<string>, faults: Fault[]): void {
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
}

/** The last part of an ARN; a name is its own. */
function nameIn(tableName: string): string {
  return tableName.slice(tableName.lastIndexOf('/') + 1);
}
