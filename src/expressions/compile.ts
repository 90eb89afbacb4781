import { describeValue, type Fault } from '../failure/faults.ts';
import { ExpressionSyntaxError } from './expression-reader.ts';
import { type ExpressionFields, type FieldsPlace, nameOf } from './fields.ts';
import { parsePath } from './form-path.ts';
import { type Grammar, parseExpression } from './parse.ts';
import { type ParsedText, placeholderFaults } from './placeholder-faults.ts';
import type { Expressions, ExpressionText, Path } from './tree.ts';

/**
 * Reads and checks the expressions and forms of a task, for `writeExpressions` to write. Adds to `faults` what is wrong with them
 * or with their placeholders. If there are faults, do not send the expressions.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
 */
export function compileExpressions(
  fields: ExpressionFields,
  faults: Fault[],
  place: FieldsPlace = { path: [] },
): Expressions {
  const compiler = new Compiler(fields, place);
  const expressions = {
    keyCondition: compiler.textOr('keyCondition', 'keyConditionExpression', 'condition'),
    update: compiler.textOr('update', 'updateExpression', 'update'),
    condition: compiler.textOr('condition', 'conditionExpression', 'condition'),
    filter: compiler.textOr('filter', 'filterExpression', 'condition'),
    projection: compiler.projection(),
    names: fields.expressionAttributeNames,
    values: fields.expressionAttributeValues,
  };
  for (const fault of compiler.allFaults()) faults.push(fault);
  return expressions;
}

/**
 * How many characters an expression may have before its names are replaced by placeholders. DynamoDB takes 4 KB after that.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-expression-parameters
 */
const MAX_LENGTH = 65_536;

const WORD = /^\w+$/;
/** A path whose parts may be placeholders. */
const PATH_TEXT = /^(?:#\w+|[\w-]+)(?:\.(?:#\w+|[\w-]+)|\[\d+\])*$/;

type Form = 'keyCondition' | 'update' | 'condition' | 'filter';

class Compiler {
  private readonly fields: ExpressionFields;
  private readonly place: FieldsPlace;
  private readonly faults: Fault[] = [];
  private readonly texts: ParsedText[] = [];

  constructor(fields: ExpressionFields, place: FieldsPlace) {
    this.fields = fields;
    this.place = place;
  }

  /** Gives what a task says as a text, or as a form in its place. */
  textOr<Name extends Form>(
    form: Name,
    field: `${Name}Expression`,
    grammar: Grammar,
  ): ExpressionText | ExpressionFields[Name] {
    const text = this.fields[field];
    if (text === undefined) return this.fields[form];
    const path = this.pathOf(field);
    if (this.fields[form] === undefined) return this.parse(grammar, text, path);
    const expected = `either \`${nameOf(field, this.place)}\` or \`${nameOf(form, this.place)}\``;
    this.faults.push({ path, expected, got: 'both' });
    return undefined;
  }

  projection(): Expressions['projection'] {
    const given = this.fields.projectionExpression;
    if (given === undefined) return undefined;
    const path = this.pathOf('projectionExpression');
    if (typeof given !== 'string') return given.map((entry, index) => this.projected(entry, [...path, index]));
    const parsed = this.parse('projection', given, path);
    return parsed && [parsed];
  }

  /** Reads an entry of a list: a name, whatever is in it. The entry may also be a path, or have placeholders. */
  private projected(entry: string, path: readonly PropertyKey[]): ExpressionText | Path {
    if (WORD.test(entry)) return [entry];
    const explained = entry.includes('#') && PATH_TEXT.test(entry) ? this.parse('projection', entry, path) : undefined;
    return explained ?? parsePath(entry) ?? [entry];
  }

  /** Gives what is wrong with the texts or, if nothing is, with their placeholders. */
  allFaults(): readonly Fault[] {
    return this.faults.length > 0 ? this.faults : placeholderFaults(this.texts, this.fields, this.place);
  }

  private pathOf(field: keyof ExpressionFields): readonly PropertyKey[] {
    return [...this.place.path, nameOf(field, this.place)];
  }

  /** Explains how to write a name that cannot stand in a text as it is. */
  private howToWrite(name: string | undefined): string {
    if (name === undefined) return '';
    const explained = JSON.stringify({ '#name': name });
    return ` (if ${JSON.stringify(name)} is a name, write #name here, and ${explained} in \`${nameOf('expressionAttributeNames', this.place)}\`)`;
  }

  private parse(grammar: Grammar, text: string, path: readonly PropertyKey[]): ExpressionText | undefined {
    if (text.length > MAX_LENGTH) {
      this.faults.push({ path, expected: `at most ${MAX_LENGTH} characters`, got: `${text.length}` });
      return undefined;
    }
    if (text === '') {
      this.faults.push({ path, expected: 'an expression', got: describeValue(text) });
      return undefined;
    }
    try {
      const parsed = parseExpression(grammar, text);
      this.texts.push({ path, parsed });
      return parsed;
    } catch (error) {
      if (!(error instanceof ExpressionSyntaxError)) throw error;
      this.faults.push({ path, expected: `${error.expected}${this.howToWrite(error.oddName)}`, got: error.got });
      return undefined;
    }
  }
}
