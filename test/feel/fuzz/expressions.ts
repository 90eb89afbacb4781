import { grammar, type Ways } from './grammar.ts';
import type { Random } from './random.ts';

/** A part of an expression: pieces of text and further parts between them. */
export interface Part {
  readonly kind: string;
  readonly pieces: readonly (string | Part)[];
}

/** Names that the surrounding expression binds, each with the kind of its values. */
type Bound = Readonly<Record<string, string>>;

const members: Bound = {
  ...{ id: 'string', name: 'string', price: 'number', qty: 'int', active: 'boolean', tags: 'strings' },
  ...{ item: 'item', 'item.price': 'number', 'item.name': 'string', 'nested.a.b': 'numbers' },
};
const SLOT = /\$([a-z]+)(?:\{([^}]*)\})?/;
const kinds = [...grammar.keys()];
const ILL_TYPED = 0.03;
const NULL = 0.015;

/** A random expression over the variables of `variables`, mostly with operands of the kinds that fit. */
export function expression(random: Random): Part {
  return part(random, random.pick(kinds), 1 + random.below(4), {});
}

/** The text of an expression or of a part of one. */
export function textOf(whole: string | Part): string {
  return typeof whole === 'string' ? whole : whole.pieces.map(textOf).join('');
}

function part(random: Random, wanted: string, depth: number, bound: Bound): Part {
  const kind = random.chance(ILL_TYPED) ? random.pick(kinds) : wanted;
  if (random.chance(NULL)) return { kind, pieces: ['null'] };
  const template = chosen(random, kind, depth, bound);
  const pieces: (string | Part)[] = [];
  let rest = template;
  for (let slot = SLOT.exec(rest); slot; slot = SLOT.exec(rest)) {
    pieces.push(rest.slice(0, slot.index));
    const inner = { ...bound, ...binding(slot[2]) };
    pieces.push(enclosed(random, part(random, slot[1] as string, depth - 1, inner)));
    rest = rest.slice(slot.index + slot[0].length);
  }
  return { kind, pieces: [...pieces, rest] };
}

function chosen(random: Random, kind: string, depth: number, bound: Bound): string {
  const own = Object.keys(bound).filter((name) => bound[name] === kind);
  if (own.length > 0 && random.chance(depth > 0 ? 0.3 : 0.7)) return random.pick(own);
  const { leaf, form, call } = grammar.get(kind) as Ways;
  if (depth <= 0 || form.length + call.length === 0 || random.chance(0.15)) return random.pick(leaf);
  if (random.chance(call.length / (call.length + form.length))) return random.pick(call);
  return random.pick(form);
}

/** What `{x:number}` behind a slot binds; `{members}` binds the names within an item. */
function binding(text: string | undefined): Bound {
  if (text === undefined) return {};
  if (text === 'members') return members;
  return Object.fromEntries(text.split(',').map((pair) => pair.split(':') as [string, string]));
}

/** Mostly in parentheses where it needs them; without them it may mean something else, or nothing. */
function enclosed(random: Random, inner: Part): Part {
  const text = textOf(inner);
  const simple =
    /^[\w.]+$|^"[^"]*"$|^[\w. ]+\([^()]*\)$|^\[[^[\]]*\]$/.test(text) && !/^(?:if|for|some|every)\b/.test(text);
  const raw = inner.kind.startsWith('raw') || inner.kind === 'pattern';
  if (simple || raw || random.chance(0.25)) return inner;
  return { kind: inner.kind, pieces: ['(', inner, ')'] };
}
