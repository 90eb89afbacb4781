/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const NAME = '[A-Za-z0-9_.-]{1,255}';
const TABLE_NAME = new RegExp(`^${NAME}$`);
/** The ARN of a table, or of its index, stream, backup, export or import. */
const TABLE_ARN = new RegExp(
  `^arn:aws[a-z-]*:dynamodb:[a-z0-9-]*:\\d*:table/(${NAME})(?:/(?:index|stream|backup|export|import)/[\\w.:-]+)?$`,
);

/**
 * Gives the name of the table that a name or an ARN stands for.
 * @returns undefined when it is neither as AWS writes them: nobody can then say which table is meant
 */
export function tableOf(nameOrArn: string): string | undefined {
  return TABLE_NAME.test(nameOrArn) ? nameOrArn : TABLE_ARN.exec(nameOrArn)?.[1];
}
