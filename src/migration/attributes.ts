import type { Link, Node } from '../feel/syntax/tree.ts';

/** What an expression reads of the list of an item's attributes. */
interface AttributeRead {
  readonly attribute: string;
  /** How many of the paths and filters that takes. */
  readonly links: number;
}

/**
 * Understands the ways of reading one attribute from the list that Camunda's connector makes of an item:
 * `[item.total != null][1].total`, `[total != null].total[1]`, `.total[item != null][1]`.
 * @param taken names that mean something else in a filter, unless they follow `item`
 */
export function attributeRead(links: readonly Link[], taken: (name: string) => boolean): AttributeRead | undefined {
  const [first, second, third] = links;
  if (first === undefined || second === undefined || third === undefined) return undefined;
  if (first.type === 'filter') {
    const name = presentIn(first.filter, taken);
    const rest = [second, third];
    const path = rest.find((link) => link.type === 'path');
    if (name !== undefined && path?.key === name && rest.some(isFirst)) return { attribute: name, links: 3 };
    return undefined;
  }
  const isPresent = second.type === 'filter' && isItem(presentPart(second.filter));
  return isPresent && isFirst(third) ? { attribute: first.key, links: 3 } : undefined;
}

/** Whether a filter takes an element of a list by its position: the value of such a number is known. */
export function isPosition(link: Link): boolean {
  if (link.type !== 'filter') return false;
  const { filter } = link;
  return filter.type === 'number' || (filter.type === 'negation' && filter.value.type === 'number');
}

function isFirst(link: Link): boolean {
  return link.type === 'filter' && link.filter.type === 'number' && link.filter.value === 1;
}

/** The attribute that the elements which pass a filter have. */
function presentIn(filter: Node, taken: (name: string) => boolean): string | undefined {
  const part = presentPart(filter);
  if (part?.type !== 'variable') return undefined;
  const [head = '', name, ...more] = part.names;
  if (more.length > 0) return undefined;
  if (name === undefined) return head === 'item' || taken(head) ? undefined : head;
  // Of an element with an attribute item, item is that attribute.
  return head === 'item' && name !== 'item' ? name : undefined;
}

function isItem(part: Node | undefined): boolean {
  return part?.type === 'variable' && part.names.length === 1 && part.names[0] === 'item';
}

/** What is compared with null, like `a` in `a != null`. */
function presentPart(filter: Node): Node | undefined {
  if (filter.type !== 'unequal') return undefined;
  if (filter.right.type === 'null') return filter.left;
  return filter.left.type === 'null' ? filter.right : undefined;
}
