import type { Random } from './random.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Members = Record<string, Json>;

const texts = ['', ' ', 'paid', 'open', 'U#1', 'O#17', 'a,b;c', 'Zoë 😀', 'x.y', 'Hello World', '12.5', 'Müller'];
const numbers = [0, 1, -1, 2, 3, 7, 42, 0.1, 12.5, -0.5, 1000000, 99.99, 9007199254740991, 1.0e-7, 123456.789];
const dates = ['2024-01-31', '2024-02-29', '2023-12-31', '1999-07-01', '2024-02-30', ''];
const times = ['10:00:00', '23:59:59.999', '10:00:00+01:00', '08:15:00Z', '08:15:00@Europe/Berlin', '25:00:00'];
const moments = [
  '2024-03-31T01:30:00Z',
  '2024-03-01T10:00:00',
  '2024-10-27T02:30:00@Europe/Berlin',
  '2024-06-15T12:30:45.123+02:00',
];
const spans = ['P1D', 'PT26H', '-PT90M', 'P1Y2M', '-P3M', 'PT0S', 'P1W', 'P2DT3H4M5.5S'];

/** The variables of an expression: what an operation answered, and a few of the process. */
export function variables(random: Random): Members {
  const response: Members = {
    action: random.pick(['getItem', 'scanTable', 'queryItems']),
    status: 'OK',
    item: item(random),
    items: listOf(random, 5, () => item(random)),
    names: listOf(random, 4, () => random.pick(texts)),
    numbers: listOf(random, 5, () => random.pick(numbers)),
    mixed: listOf(random, 4, () => any(random, 2)),
    matrix: listOf(random, 3, () => listOf(random, 3, () => random.pick(numbers))),
    count: random.below(4),
    response: { Attributes: { id: { S: random.pick(texts) }, numberValue: { N: String(random.pick(numbers)) } } },
    LastEvaluatedKey: random.chance(0.5) ? null : { id: random.pick(texts) },
  };
  return {
    response: without(random, response, 0.04),
    s: random.pick(texts),
    n: random.pick(numbers),
    k: random.below(4),
    f: random.chance(0.5),
    nul: null,
    list: listOf(random, 4, () => random.pick(numbers)),
    // an outer variable with the name of a member
    ...(random.chance(0.3) && { price: random.pick(numbers) }),
    ...(random.chance(0.2) && { name: random.pick(texts) }),
  };
}

function item(random: Random): Members {
  const members: Members = {
    id: random.pick(['a', 'b', 'c', 'U#1']),
    name: random.pick(texts),
    price: random.pick(numbers),
    qty: random.below(5),
    active: random.chance(0.5),
    day: random.pick(dates),
    time: random.pick(times),
    created: random.pick(moments),
    span: random.pick(spans),
    tags: listOf(random, 3, () => random.pick(texts)),
    nested: { a: { b: listOf(random, 3, () => random.pick(numbers)), c: null } },
    'first-name': random.pick(texts),
    'total amount': random.pick(numbers),
  };
  for (const key of Object.keys(members)) if (random.chance(0.04)) members[key] = null;
  return without(random, members, 0.08);
}

function without(random: Random, members: Members, probability: number): Members {
  return Object.fromEntries(Object.entries(members).filter(() => !random.chance(probability)));
}

function listOf(random: Random, limit: number, make: () => Json): Json[] {
  return Array.from({ length: random.below(limit + 1) }, make);
}

function any(random: Random, depth: number): Json {
  const choice = random.below(depth > 0 ? 7 : 4);
  if (choice === 0) return null;
  if (choice === 1) return random.chance(0.5);
  if (choice === 2) return random.pick(numbers);
  if (choice === 3) return random.pick(texts);
  if (choice === 4) return listOf(random, 3, () => any(random, depth - 1));
  return { a: any(random, depth - 1), b: any(random, depth - 1) };
}
