import { isWriting } from '../dynamodb/commands.ts';

/** How many items a call read and wrote. */
interface ItemCount {
  readonly read: number;
  readonly written: number;
}

/** The parts of AWS's inputs and answers that tell of items. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/ */
interface Asked {
  readonly RequestItems?: Readonly<Record<string, readonly unknown[]>>;
  readonly TransactItems?: readonly { readonly ConditionCheck?: unknown }[];
  readonly Statement?: string;
}

interface Answer {
  readonly Item?: unknown;
  readonly Items?: readonly unknown[];
  /** A list in a transaction; by table in a batch. */
  readonly Responses?: readonly { readonly Item?: unknown }[] | Readonly<Record<string, readonly unknown[]>>;
  readonly UnprocessedItems?: Readonly<Record<string, readonly unknown[]>>;
}

/** Counts the items of a call that was answered. Of a query or scan those count that were given, not those that a filter dropped. */
export function itemsOf(command: string, input: object, output: object): ItemCount {
  const asked = input as Asked;
  const answer = output as Answer;
  switch (command) {
    case 'GetItem':
      return { read: answer.Item ? 1 : 0, written: 0 };
    case 'Query':
    case 'Scan':
      return { read: answer.Items?.length ?? 0, written: 0 };
    case 'BatchGetItem':
      return { read: lengthOf(answer.Responses as Asked['RequestItems']), written: 0 };
    case 'TransactGetItems': {
      const responses = (answer.Responses ?? []) as readonly { readonly Item?: unknown }[];
      return { read: responses.filter(({ Item }) => Item).length, written: 0 };
    }
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return { read: 0, written: 1 };
    case 'BatchWriteItem':
      return { read: 0, written: lengthOf(asked.RequestItems) - lengthOf(answer.UnprocessedItems) };
    case 'TransactWriteItems': {
      const actions = asked.TransactItems ?? [];
      return { read: 0, written: actions.filter(({ ConditionCheck }) => ConditionCheck === undefined).length };
    }
    case 'ExecuteStatement':
      return isWriting(asked.Statement ?? '')
        ? { read: 0, written: 1 }
        : { read: answer.Items?.length ?? 0, written: 0 };
    default:
      return { read: 0, written: 0 };
  }
}

function lengthOf(byTable: Readonly<Record<string, readonly unknown[]>> | null | undefined): number {
  return Object.values(byTable ?? {}).reduce((sum, { length }) => sum + length, 0);
}
