import {
  type ConditionCheck,
  type Delete,
  type Get,
  type Put,
  ReturnValuesOnConditionCheckFailure,
  type TransactGetItem,
  type TransactWriteItem,
  type Update,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Attributes } from '../attributes/attributes.ts';
import { compileExpressions } from '../expressions/index.ts';
import type { Fault } from '../failure/faults.ts';
import { names } from '../fields/data-field.ts';
import { type DataShapes, dataList, dataStructure } from '../fields/data-structure.ts';
import type { Words } from '../fields/field.ts';
import { objectOfMembers, oneMemberOf, readAs } from '../fields/structure-field.ts';
import { oneOf, someText, textValue } from '../fields/value.ts';
import { writtenWithCondition } from '../items/condition.ts';
import type { Named } from '../operation/operation.ts';

/** One action of a transaction. */
export interface Action<Request> {
  /** AWS's name of the action, like `Put`. */
  readonly kind: string;
  readonly tableName: string;
  /** The key, or the item to put. */
  readonly attributes: Attributes;
  /** The path of the attributes, like `['input', 'transactItems', 0, 'Put', 'Item']`. */
  readonly path: readonly PropertyKey[];
  /** The action as it is sent to AWS. */
  readonly request: Request;
}

/**
 * AWS's limit of actions in a transaction.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const MAX_ACTIONS = 100;

/** The actions that a task gives. There may be a hundred thousand, so only those that AWS would accept are read. */
interface SaidActions<Request> {
  /** The first MAX_ACTIONS. */
  readonly first: readonly Request[];
  /** How many there are in all. */
  readonly count: number;
}

const expression = () => textValue().optional();

function readMembers() {
  return { TableName: someText(), ExpressionAttributeNames: names('Expression attribute names').optional() };
}

function writeMembers({ attributes }: DataShapes) {
  return {
    ...readMembers(),
    ExpressionAttributeValues: attributes.optional(),
    ReturnValuesOnConditionCheckFailure: oneOf(Object.values(ReturnValuesOnConditionCheckFailure)).optional(),
  };
}

/** Makes the field for the actions of a transaction that reads: AWS's `TransactItems` of TransactGetItems. */
export function readActions(label: string, words: Words) {
  return dataStructure<SaidActions<TransactGetItem>>(
    label,
    ({ key }) => {
      const get = { Key: key, ProjectionExpression: expression(), ...readMembers() };
      return saidActions(oneMemberOf<TransactGetItem>({ Get: objectOfMembers<Get>(get) }));
    },
    words,
  );
}

/** Makes the field for the actions of a transaction that writes: AWS's `TransactItems` of TransactWriteItems. */
export function writeActions(label: string, words: Words) {
  return dataStructure<SaidActions<TransactWriteItem>>(
    label,
    (shapes) => {
      const { attributes, key } = shapes;
      const shared = writeMembers(shapes);
      const conditional = { ...shared, ConditionExpression: expression() };
      return saidActions(
        oneMemberOf<TransactWriteItem>({
          Put: objectOfMembers<Put>({ Item: attributes, ...conditional }).optional(),
          Update: objectOfMembers<Update>({ Key: key, UpdateExpression: someText(), ...conditional }).optional(),
          Delete: objectOfMembers<Delete>({ Key: key, ...conditional }).optional(),
          ConditionCheck: objectOfMembers<ConditionCheck>({
            Key: key,
            ...shared,
            ConditionExpression: someText(),
          }).optional(),
        }),
      );
    },
    words,
  );
}

/** The tables that a transaction names. */
export function tablesOfActions({
  transactItems,
}: {
  readonly transactItems: SaidActions<TransactGetItem | TransactWriteItem>;
}): Named[] {
  return transactItems.first.flatMap((action, index) =>
    Object.entries(action).map(([kind, { TableName = '' }]: [string, Members]) => ({
      path: ['transactItems', index, kind, 'TableName'],
      name: TableName,
    })),
  );
}

function saidActions<Request>(action: z.ZodType<Request>): z.ZodType<SaidActions<Request>> {
  const actions = dataList(action, MAX_ACTIONS);
  return z.unknown().transform((list, context) => ({
    first: readAs(actions, list, context),
    count: Array.isArray(list) ? list.length : 0,
  }));
}

/** Compiles the expressions of each action. Adds a fault to `faults` for each mistake in them. */
export function actionsOf<Request extends TransactGetItem | TransactWriteItem>(
  { first }: SaidActions<Request>,
  faults: Fault[],
): Action<Request>[] {
  return first.map((request, index) => {
    const [[kind, members] = ['', {}]] = Object.entries(request) as [string, Members][];
    const path = ['transactItems', index, kind];
    const { TableName = '', Key, Item, ReturnValuesOnConditionCheckFailure: onFailure, ...said } = members;
    const expressions = writtenWithCondition(compileExpressions(fieldsOf(said), faults, { path, members: true }));
    const compiled = {
      TableName,
      ...(Item === undefined ? { Key } : { Item }),
      ...expressions,
      ReturnValuesOnConditionCheckFailure: onFailure ?? expressions.ReturnValuesOnConditionCheckFailure,
    };
    return {
      kind,
      tableName: TableName,
      attributes: Item ?? Key ?? {},
      path: ['input', ...path, Item === undefined ? 'Key' : 'Item'],
      request: { [kind]: compiled } as unknown as Request,
    };
  });
}

/** The members of all kinds of actions. */
type Members = Partial<Get & Put & Update & Delete & ConditionCheck>;

function fieldsOf(said: Members) {
  return {
    conditionExpression: said.ConditionExpression,
    updateExpression: said.UpdateExpression,
    projectionExpression: said.ProjectionExpression,
    expressionAttributeNames: said.ExpressionAttributeNames,
    expressionAttributeValues: said.ExpressionAttributeValues,
  };
}
