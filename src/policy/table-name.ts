/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const NAME = '[A-Za-z0-9_.-]{1,255}';
const TABLE_NAME = new RegExp(`^${NAME}$`);
/** Of a table, or of an index, a stream or whatever else is of one. */
const TABLE_ARN = new RegExp(
  `^arn:aws[a-z-]*:dynamodb:[a-z0-9-]*:\\d*:table/(${NAME})(?:/(?:index|stream|backup|export|import)/[\\w.:-]+)?$`,
);

/**
 * The name of the table that a name or an ARN stands for.
 * @returns undefined when it is neither as AWS writes it: nobody can then say which table is meant
 */
export function tableOf(nameOrArn: string): string | undefined {
  return TABLE_NAME.test(nameOrArn) ? nameOrArn : TABLE_ARN.exec(nameOrArn)?.[1];
}
