import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** An expression with its placeholders. */
export interface Written {
  readonly text: string;
  readonly names: Record<string, string>;
  readonly values: Record<string, AttributeValue>;
}

/** One expression: with its names as they are, and with a placeholder for each of them. */
export interface Pair {
  readonly natural: Written;
  readonly careful: Written;
}

/** A part of an expression, which asks how its names and values are written. */
export type Part = (writer: Writer) => string;

export class Writer {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};
  private readonly careful: boolean;

  constructor(careful: boolean) {
    this.careful = careful;
  }

  name(name: string): string {
    if (!this.careful && !/[. ]/.test(name)) return name;
    const known = Object.entries(this.names).find(([, meaning]) => meaning === name)?.[0];
    const placeholder = known ?? `#n${Object.keys(this.names).length}`;
    this.names[placeholder] = name;
    return placeholder;
  }

  value(value: AttributeValue): string {
    const placeholder = `:v${Object.keys(this.values).length}`;
    this.values[placeholder] = value;
    return placeholder;
  }
}

/** The expression in both ways. */
export function pairOf(part: Part): Pair {
  const [natural, careful] = [false, true].map((isCareful) => {
    const writer = new Writer(isCareful);
    return { text: part(writer), names: writer.names, values: writer.values };
  });
  return { natural, careful } as Pair;
}

/** The placeholders of an expression as a task gives them. */
export const given = ({ names, values }: Written) => ({
  expressionAttributeNames: names,
  expressionAttributeValues: values,
});

/** The placeholders of an expression that goes to DynamoDB as it is. */
export const sent = ({ names, values }: Written) => ({
  ExpressionAttributeNames: Object.keys(names).length > 0 ? names : undefined,
  ExpressionAttributeValues: Object.keys(values).length > 0 ? values : undefined,
});

/** A text, with a name and a value for the placeholders in it. */
export const withPlaceholders = (text: string): Written => ({
  text,
  names: Object.fromEntries((text.match(/#\w+/g) ?? []).map((name) => [name, 'n'])),
  values: Object.fromEntries((text.match(/:\w+/g) ?? []).map((value) => [value, { N: '1' }])),
});
