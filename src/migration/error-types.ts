import { compile, FeelError, FeelSyntaxError } from '../feel/index.ts';

/** AWS's names of those errors of DynamoDB that have a Java class of their own. */
const MODELLED: readonly string[] = [
  'ConditionalCheckFailedException',
  'DuplicateItemException',
  'IdempotentParameterMismatchException',
  'IndexNotFoundException',
  'InternalServerError',
  'ItemCollectionSizeLimitExceededException',
  'LimitExceededException',
  'PolicyNotFoundException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'ResourceInUseException',
  'ResourceNotFoundException',
  'TableAlreadyExistsException',
  'TableInUseException',
  'TableNotFoundException',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
];

/** The Java classes of a version of Camunda's connector. */
interface Classes {
  /** Classes of errors that have a name of AWS here, by these names. */
  readonly named: ReadonlyMap<string, string>;
  /** Classes of which each stands for many errors, or for some that the worker finds before AWS is asked. */
  readonly vague: readonly string[];
}

function classesIn(room: string, vague: readonly string[]): Classes {
  const named = MODELLED.map(
    (name) => [name, `${room}.${name}${name.endsWith('Exception') ? '' : 'Exception'}`] as const,
  );
  return {
    named: new Map(named),
    vague: [
      ...vague,
      'io.camunda.connector.api.error.ConnectorInputException',
      'java.lang.IllegalArgumentException',
      'java.lang.RuntimeException',
    ],
  };
}

/** Since Camunda 8.9.7, and before: the versions 2 and 1 of the AWS SDK for Java. */
const versions: readonly Classes[] = [
  classesIn('software.amazon.awssdk.services.dynamodb.model', [
    'software.amazon.awssdk.services.dynamodb.model.DynamoDbException',
    'software.amazon.awssdk.core.exception.SdkClientException',
  ]),
  classesIn('com.amazonaws.services.dynamodbv2.model', [
    'com.amazonaws.services.dynamodbv2.model.AmazonDynamoDBException',
    'com.amazonaws.SdkClientException',
  ]),
];

/** A condition on AWS's name, which says of each class what the old one says. */
interface NameCondition {
  readonly text: string;
  /** Whether it also gives the same if nothing has failed. Otherwise one gives null then, and the other false. */
  readonly isExact: boolean;
}

/**
 * Rewrites a condition on the class of an error, like `ends with(error.type, "ResourceNotFoundException")`, as one on AWS's name. It is
 * asked about each class, and about the end of a job without an error.
 * @param error how the condition reads the error, like `error` in `error.type`
 * @returns undefined if the condition is none, or no condition on names says the same
 */
export function conditionOnName(condition: string, error: string): NameCondition | undefined {
  for (const { named, vague } of versions) {
    const answers = [...named].map(([name, of]) => [name, answer(condition, of)] as const);
    const others = vague.map((each) => answer(condition, each));
    if ([...answers.map(([, holds]) => holds), ...others].includes(undefined)) return undefined;
    // Of the vague ones, all count as other errors here.
    const [ofOthers] = others;
    if (others.some((each) => each !== ofOthers)) continue;
    const different = answers.flatMap(([name, holds]) => (holds === ofOthers ? [] : [name]));
    if (different.length > 0)
      return alsoAfterSuccess(condition, written(different, `${error}.type`, ofOthers === true), error);
  }
  return undefined;
}

/** Makes `ours` hold only where the old condition holds if nothing has failed: `not(ends with(null, …))` is null, and `null != …` is true. */
function alsoAfterSuccess(theirs: string, ours: string, error: string): NameCondition | undefined {
  const expected = given(theirs, null);
  const candidates = [ours, `(${error} != null and ${ours})`].map((text) => ({ text, value: given(text, null) }));
  const exact = candidates.find(({ value }) => value === expected);
  const found = exact ?? (expected === true ? undefined : candidates.find(({ value }) => value !== true));
  return found && { text: found.text, isExact: found === exact };
}

function written(names: readonly string[], type: string, isNegated: boolean): string {
  const [only, ...more] = names.map((name) => JSON.stringify(name));
  if (more.length === 0) return `${type} ${isNegated ? '!=' : '='} ${only}`;
  const among = `list contains([${[only, ...more].join(', ')}], ${type})`;
  return isNegated ? `not(${among})` : among;
}

/** What the condition says of a class; undefined if that is neither true nor false. */
function answer(condition: string, type: string): boolean | undefined {
  const value = given(condition, { type });
  return typeof value === 'boolean' ? value : undefined;
}

/** What the condition gives for an error, or for none; undefined if it cannot be evaluated. */
function given(condition: string, error: { type: string } | null): unknown {
  try {
    return compile(condition).evaluate({ error, response: { error } }).value;
  } catch (thrown) {
    if (thrown instanceof FeelSyntaxError || thrown instanceof FeelError) return undefined;
    throw thrown;
  }
}
