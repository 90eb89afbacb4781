import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { allNames } from './generated-conditions.ts';
import { type Part, pairOf, type Written } from './writer.ts';

type Form = Record<string, unknown>;

interface Said {
  readonly form: Form;
  readonly part: Part;
  /** Whether the part is several with a keyword between them. */
  readonly compound: boolean;
}

const plain = fc.oneof(
  fc
    .integer({ min: 0, max: 3 })
    .map((number) => ({ json: number as unknown, value: { N: `${number}` } as AttributeValue })),
  fc.constantFrom('x', 'xy', 'y').map((S) => ({ json: S as unknown, value: { S } as AttributeValue })),
);

const path = fc
  .tuple(
    fc.constantFrom(...allNames),
    fc.oneof(
      { arbitrary: fc.constant([]), weight: 3 },
      fc.array(fc.oneof(fc.constantFrom(...allNames), fc.nat(2)), { maxLength: 2 }),
    ),
  )
  .map(([first, rest]) => {
    const steps = [first, ...rest];
    const stepText = (step: string | number, index: number) => {
      if (typeof step === 'number') return `[${step}]`;
      if (/[.]/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    };
    const part: Part = (writer) =>
      steps
        .map((step, index) => (typeof step === 'number' ? `[${step}]` : (index === 0 ? '' : '.') + writer.name(step)))
        .join('');
    return { text: steps.map(stepText).join(''), part };
  });

type Ask = (at: string, writer: Parameters<Part>[0]) => string;

const comparators = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');

/** What a form says of an attribute, and the same in DynamoDB's language. */
interface Asked {
  readonly json: unknown;
  readonly ask: Ask;
}

const asked = fc.oneof(
  plain.map(({ json, value }): Asked => ({ json, ask: (at, writer) => `${at} = ${writer.value(value)}` })),
  fc.tuple(comparators, plain).map(
    ([comparator, { json, value }]): Asked => ({
      json: { [comparator]: json },
      ask: (at, writer) => `${at} ${comparator} ${writer.value(value)}`,
    }),
  ),
  fc.boolean().map(
    (exists): Asked => ({
      json: { exists },
      ask: (at) => `${exists ? 'attribute_exists' : 'attribute_not_exists'}(${at})`,
    }),
  ),
  fc
    .constantFrom('S', 'N', 'L', 'M')
    .map(
      (type): Asked => ({ json: { type }, ask: (at, writer) => `attribute_type(${at}, ${writer.value({ S: type })})` }),
    ),
  fc.array(plain, { minLength: 1, maxLength: 3 }).map(
    (members): Asked => ({
      json: { in: members.map(({ json }) => json) },
      ask: (at, writer) => `${at} IN (${members.map(({ value }) => writer.value(value)).join(', ')})`,
    }),
  ),
  fc.tuple(fc.nat(2), fc.nat(2)).map(
    ([least, more]): Asked => ({
      json: { between: [least, least + more] },
      ask: (at, writer) =>
        `${at} BETWEEN ${writer.value({ N: `${least}` })} AND ${writer.value({ N: `${least + more}` })}`,
    }),
  ),
  fc.constantFrom('x', 'y').map(
    (text): Asked => ({
      json: { beginsWith: text },
      ask: (at, writer) => `begins_with(${at}, ${writer.value({ S: text })})`,
    }),
  ),
  plain.map(
    ({ json, value }): Asked => ({
      json: { contains: json },
      ask: (at, writer) => `contains(${at}, ${writer.value(value)})`,
    }),
  ),
  fc.tuple(comparators, fc.nat(3)).map(
    ([comparator, size]): Asked => ({
      json: { size: comparator === '=' ? size : { [comparator]: size } },
      ask: (at, writer) => `size(${at}) ${comparator} ${writer.value({ N: `${size}` })}`,
    }),
  ),
);

function joined(keyword: 'AND' | 'OR', said: readonly Said[]): Pick<Said, 'part' | 'compound'> {
  const parts = said.map(inParentheses);
  return { part: (writer) => parts.map((part) => part(writer)).join(` ${keyword} `), compound: parts.length > 1 };
}

function inParentheses({ part, compound }: Pick<Said, 'part' | 'compound'>): Part {
  return compound ? (writer) => `(${part(writer)})` : part;
}

const tests = fc
  .uniqueArray(fc.tuple(path, asked), { minLength: 1, maxLength: 3, selector: ([{ text }]) => text })
  .map((members): Said => {
    const said = members.map(([{ text, part }, { json, ask }]) => ({
      form: { [text]: json },
      part: (writer: Parameters<Part>[0]) => ask(part(writer), writer),
      compound: false,
    }));
    return { form: Object.assign({}, ...said.map(({ form }) => form)), ...joined('AND', said) };
  });

const forms = fc.letrec<{ form: Said }>((tie) => {
  const several = fc.array(tie('form'), { minLength: 1, maxLength: 3 });
  return {
    form: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      tests,
      several.map((said): Said => ({ form: { $or: said.map(({ form }) => form) }, ...joined('OR', said) })),
      several.map((said): Said => ({ form: { $and: said.map(({ form }) => form) }, ...joined('AND', said) })),
      tie('form').map(
        (said): Said => ({
          form: { $not: said.form },
          part: (writer) => `NOT ${inParentheses(said)(writer)}`,
          compound: false,
        }),
      ),
    ),
  };
}).form;

/** A form, and the same condition in DynamoDB's language with a placeholder for each name. */
export const formsAndExpressions: fc.Arbitrary<{ form: Form; careful: Written }> = forms.map(({ form, part }) => ({
  form,
  careful: pairOf(part).careful,
}));
