import type { Link } from '../feel/syntax/tree.ts';
import { attributeRead, isPosition } from './attributes.ts';
import { writeName } from './names.ts';
import { convert, type Missing, memberOf, NOTHING, type Part } from './shapes.ts';
import type { ReadExpression, Use } from './uses.ts';

/** How a reading of their result reads ours. */
export interface Reading {
  /** What takes the place of the name and of those paths and filters that are understood. */
  readonly text: string;
  /** Whether it needs brackets where it is a part of something else. */
  readonly isPath: boolean;
  /** Where that ends in the expression. */
  readonly end: number;
  /** What it is compared with, if that changes, too: null becomes this text. */
  readonly insteadOfNull: string | undefined;
}

/** What a reading cannot be rewritten for. */
export class Unrewritable extends Error {
  override readonly name = 'Unrewritable';
}

type Step = { readonly key: string } | { readonly link: Link };

/** What following a path depends on. */
interface Following {
  readonly missing: Missing;
  /** Names that mean something else in a filter. */
  readonly taken: (name: string) => boolean;
  /** Whether the expression is also evaluated after a failure, when there is no result, and all of it is null. */
  readonly afterFailure: boolean;
}

/**
 * Follows the path of a use through their result, and says where ours has what it reads.
 * @param part where the use begins
 * @throws Unrewritable when their result does not define what it reads
 */
export function follow(
  use: Use,
  part: Part,
  { placeOf, text }: ReadExpression,
  { missing, taken, afterFailure }: Following,
): Reading {
  const steps: readonly Step[] = [...use.names.map((key) => ({ key })), ...use.links.map(stepOf)];
  let { shape, native } = part;
  let done = 0;
  const take = (next: Part | undefined, count = 1) => {
    ({ shape, native } = next ?? { shape: NOTHING, native: 'null' });
    done += count;
  };
  for (; done < steps.length; ) {
    const step = steps[done] as Step;
    if (shape.kind === 'attributes') {
      const rest = steps.slice(done).map(linkOf);
      const read = attributeRead(rest, taken);
      if (read !== undefined) {
        take({ shape: { kind: 'same' }, native: `${native}.${writeName(read.attribute)}` }, read.links);
        continue;
      }
      if (isPosition(rest[0] as Link))
        throw new Unrewritable(
          'it reads an attribute by its place in the list, and DynamoDB gives attributes in no order',
        );
      break;
    }
    if (shape.kind === 'object' && 'key' in step) take(memberOf(shape, step.key, native));
    else if (shape.kind === 'nothing' && 'key' in step) take(undefined);
    else if (shape.kind === 'list' && 'link' in step && isPosition(step.link)) {
      const { start, end } = placeOf(step.link);
      take({ shape: shape.of, native: `${native}${text.slice(start, end).trim()}` });
    } else if (shape.kind === 'list' && shape.of.kind === 'object' && 'key' in step) {
      const member = memberOf(shape.of, step.key, native);
      if (member?.shape.kind !== 'same') break;
      take(member);
    } else break;
  }
  const rest = steps.slice(done);
  const end = endOf(use, done, placeOf);
  const names = rest
    .slice(0, Math.max(use.names.length - done, 0))
    .map((step) => `.${writeName((step as { key: string }).key)}`);
  if (afterFailure && shape.kind === 'object' && !shape.mayBeNull)
    throw new Unrewritable('it passes on a part of response, which has another shape here');
  const own = ownWay(use, { shape, native }, rest, afterFailure);
  const { text: made, isPath } = own ?? convert({ shape, native }, missing);
  const bracketed = rest.length > 0 && !isPath ? `(${made})` : made;
  const { insteadOfNull } = { insteadOfNull: undefined, ...own };
  return { text: bracketed + names.join(''), isPath: isPath || rest.length > 0, end, insteadOfNull };
}

/** Where a list that may be null can be read as it is: at a position, or held against null. */
function ownWay(
  use: Use,
  { shape, native }: Part,
  rest: readonly Step[],
  afterFailure: boolean,
): { readonly text: string; readonly isPath: true; readonly insteadOfNull?: string } | undefined {
  if (rest.length === 0 && nullBeside(use) !== undefined) return besideNull({ shape, native }, afterFailure);
  if (shape.kind !== 'items') return undefined;
  return rest.some((step) => 'link' in step && isPosition(step.link)) ? { text: native, isPath: true } : undefined;
}

/** What can stand beside null for a part: our part, if that is null with theirs. */
function besideNull(
  { shape, native }: Part,
  afterFailure: boolean,
): { readonly text: string; readonly isPath: true; readonly insteadOfNull?: string } | undefined {
  switch (shape.kind) {
    case 'items':
      return afterFailure ? undefined : { text: native, isPath: true, insteadOfNull: '[]' };
    case 'object':
      // The whole of our result is never null.
      return { text: shape.mayBeNull ? native : 'response', isPath: true };
    case 'attributes':
    case 'list':
    case 'date':
      return { text: native, isPath: true };
    default:
      return undefined;
  }
}

/** The null that a use is compared with. */
export function nullBeside({ whole, around: [parent] }: Use) {
  if (parent?.type !== 'unequal' && (parent?.type !== 'comparison' || parent.operator !== '=')) return undefined;
  const other = parent.left === whole ? parent.right : parent.right === whole ? parent.left : undefined;
  return other?.type === 'null' ? other : undefined;
}

function stepOf(link: Link): Step {
  return link.type === 'path' ? { key: link.key } : { link };
}

function linkOf(step: Step): Link {
  return 'link' in step ? step.link : { type: 'path', key: step.key };
}

/** Where the last path or filter that was taken ends. */
function endOf({ names, links, variable }: Use, done: number, placeOf: ReadExpression['placeOf']): number {
  const link = links[done - names.length - 1];
  return placeOf(done > names.length && link !== undefined ? link : variable).end;
}
