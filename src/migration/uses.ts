import { parse } from '../feel/syntax/parser.ts';
import { partsOf } from '../feel/syntax/parts.ts';
import type { Places, Span } from '../feel/syntax/scanner.ts';
import type { Link, Node } from '../feel/syntax/tree.ts';

/** A place where an expression reads a name that it has not made itself, with the path and the filters behind it. */
export interface Use {
  readonly head: string;
  /** The names behind the first, as far as no filter or bracket is between. */
  readonly names: readonly string[];
  /** The paths and filters behind these names. */
  readonly links: readonly Link[];
  /** The variable, and the chain that begins with it; the same if nothing follows. */
  readonly variable: Node;
  readonly whole: Node;
  /** Whether it stands in a filter, where a name may also be a member of the elements. */
  readonly isInFilter: boolean;
  /** The names that the expression has made around it. */
  readonly bound: readonly string[];
  /** The parts around it, the nearest first. */
  readonly around: readonly Node[];
}

/** An expression that was read, with the places of its parts. */
export interface ReadExpression {
  readonly text: string;
  readonly tree: Node;
  readonly uses: readonly Use[];
  readonly calls: readonly string[];
  /**
   * Where a value stands.
   * @throws Error for what is no value, like a comparison
   */
  placeOf(part: Node | Link): Span;
  placeIfKnown(part: Node | Link): Span | undefined;
}

/**
 * Reads a FEEL expression, and says where it reads which names. The text has no leading `=`.
 * @throws FeelSyntaxError when the text is not FEEL
 */
export function readUses(text: string): ReadExpression {
  const places: Places = new Map();
  const tree = parse(text, places);
  const walk = new Walk();
  walk.visit(tree);
  return {
    text,
    tree,
    uses: walk.uses,
    calls: walk.calls,
    placeIfKnown: (part) => places.get(part),
    placeOf(part) {
      const place = places.get(part);
      if (place === undefined) throw new Error(`The place of the part ${part.type} is not known`);
      return place;
    },
  };
}

class Walk {
  readonly uses: Use[] = [];
  readonly calls: string[] = [];
  private readonly bound: string[] = [];
  private readonly around: Node[] = [];
  private filters = 0;

  visit(node: Node): void {
    switch (node.type) {
      case 'variable':
        this.read(node.names, [], node, node);
        break;
      case 'chain':
        this.chain(node);
        break;
      case 'method':
        this.read(node.path, [], node, node);
        this.within(node, () => this.each(partsOf(node)));
        break;
      case 'context':
        this.within(node, () => {
          const before = this.bound.length;
          for (const [key, value] of node.entries) {
            this.visit(value);
            this.bound.push(key);
          }
          this.bound.length = before;
        });
        break;
      case 'function':
        this.within(node, () => this.knowing(node.parameters, () => this.visit(node.body)));
        break;
      case 'for':
      case 'quantified':
        this.within(node, () => {
          const before = this.bound.length;
          for (const { name, source } of node.iterators) {
            this.visit(source);
            this.bound.push(name);
          }
          this.knowing(['partial'], () => this.visit(node.body));
          this.bound.length = before;
        });
        break;
      default:
        if (node.type === 'call') this.calls.push(node.name);
        this.within(node, () => this.each(partsOf(node)));
    }
  }

  private chain(node: Extract<Node, { type: 'chain' }>): void {
    const { base, links } = node;
    if (base.type === 'variable') this.read(base.names, links, base, node);
    else this.within(node, () => this.visit(base));
    const filters = links.flatMap((link) => (link.type === 'filter' ? [link.filter] : []));
    this.filters++;
    this.within(node, () => this.knowing(['item'], () => this.each(filters)));
    this.filters--;
  }

  private each(nodes: readonly Node[]): void {
    for (const node of nodes) this.visit(node);
  }

  private within(node: Node, walk: () => void): void {
    this.around.unshift(node);
    walk();
    this.around.shift();
  }

  private knowing(names: readonly string[], walk: () => void): void {
    this.bound.push(...names);
    walk();
    this.bound.length -= names.length;
  }

  private read([head = '', ...names]: readonly string[], links: readonly Link[], variable: Node, whole: Node): void {
    if (this.bound.includes(head)) return;
    this.uses.push({
      head,
      names,
      links,
      variable,
      whole,
      isInFilter: this.filters > 0,
      bound: [...this.bound],
      around: [...this.around],
    });
  }
}
