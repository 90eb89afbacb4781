import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bpmnErrorCodes } from '../../src/failure/failure.ts';
import { addressOf, type Section, sections } from '../../src/failure/help.ts';
import { environmentStore } from '../../src/secrets/environment.ts';
import { secretsInOrder } from '../../src/secrets/in-order.ts';
import { type CannedAnswer, startCannedDynamodb } from '../support/canned-dynamodb.ts';
import {
  anything,
  errorOf,
  type JobWords,
  jobSettings,
  runInput,
  runVariables,
  variablesFor,
} from '../support/jobs.ts';

const folder = new URL('../../docs/', import.meta.url);
const page = readFileSync(new URL('errors.md', folder), 'utf8');

const getItem = { itemOperation: 'getItem', tableName: 'orders', partitionKeyValue: 'o-1' };
const keys = {
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};
const describe: CannedAnswer = { body: { Table: keys } };

/** Ends a job as this answer makes it end. */
async function endOf(answer: CannedAnswer, input: object = getItem, words: JobWords = {}) {
  const database = await startCannedDynamodb(() => answer, { describe });
  const outcome = await runInput(database.endpoint, input, words);
  await database.stop();
  return outcome;
}

/** Ends a job before DynamoDB is asked. Its worker has the environment as its place of secrets. */
const endOfInput = (input: object, authentication?: object) => {
  const { placesOf: secretPlaces } = secretsInOrder([environmentStore({}, 'SECRET_')]);
  const settings = jobSettings({ policy: { ...anything, secretPlaces } });
  const variables = { ...variablesFor('http://127.0.0.1:1', input), ...(authentication && { authentication }) };
  return runVariables(variables, { settings });
};

/** How a job comes to the end that a section explains. */
const endings: Record<Section, () => ReturnType<typeof runVariables>> = {
  'wrong-field': () => endOfInput({ ...getItem, tableName: '', consistentRead: 'maybe' }),
  null: () => endOfInput({ ...getItem, partitionKeyValue: null }),
  'missing-secret': () =>
    endOfInput(getItem, { type: 'credentials', accessKey: '{{secrets.AWS_ACCESS_KEY}}', secretKey: 'secretKeyOfTest' }),
  credentials: () =>
    endOf({ type: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' }),
  'no-such-table': () => endOf({ type: 'ResourceNotFoundException', message: 'Requested resource not found' }),
  'access-denied': () =>
    endOf({
      type: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::123456789012:user/worker is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/orders because no identity-based policy allows the dynamodb:GetItem action',
    }),
  'condition-failed': () =>
    endOf(
      { type: 'ConditionalCheckFailedException', message: 'The conditional request failed' },
      { itemOperation: 'addItem', tableName: 'orders', item: { id: 'o-1' }, condition: { id: { exists: false } } },
    ),
  'refused-request': () =>
    endOf({}, { itemOperation: 'getItem', tableName: 'orders', primaryKeyComponents: { orderId: 'o-1' } }),
  async unavailable() {
    const { endpoint, stop } = await startCannedDynamodb();
    await stop();
    return runInput(endpoint, getItem);
  },
  'too-large': () =>
    endOf(
      { body: { Items: [{ text: { S: 'x'.repeat(1_600_000) } }], Count: 1 } },
      { tableOperation: 'scanTable', tableName: 'orders' },
      { headers: { resultVariable: 'result' } },
    ),
};

/** The sections of a page by the anchors that GitHub makes of their headings. */
function sectionsOf(text: string): Map<string, string> {
  const anchorOf = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-');
  const parts = text.split(/^##+ /m).slice(1);
  return new Map(parts.map((part) => [anchorOf(part.slice(0, part.indexOf('\n'))), part]));
}

const bySection = sectionsOf(page);

test('the page has a section for each address that a message may have, and no other', () => {
  expect([...bySection.keys()]).toEqual([...sections]);
});

test.each(sections)('%s: a job that ends so has the message of the page, and its address', async (section) => {
  const outcome = await endings[section]();
  const { message, help } = errorOf(outcome);
  expect(help).toBe(addressOf(section));
  const shown = String(message)
    .replace(/\(request [0-9a-f-]{36}\)/, '(request …)')
    .replace(/127\.0\.0\.1:\d+/, '127.0.0.1:8000');
  expect(bySection.get(section)).toContain(`\n> ${shown}\n`);
});

test('the page explains each code', () => {
  for (const code of Object.values(bpmnErrorCodes)) expect(page).toContain(`| \`${code}\` |`);
});

test('its links lead to sections of pages', () => {
  const links = [...page.matchAll(/\]\(([^)#]*)(?:#([^)]*))?\)/g)];
  expect(links.length).toBeGreaterThan(10);
  for (const [link, file = '', anchor] of links) {
    const target = readFileSync(new URL(file || 'errors.md', folder), 'utf8');
    if (anchor !== undefined) expect([...sectionsOf(target).keys()], link).toContain(anchor);
  }
});
