import { connectorFunctions } from '../connector-functions.ts';
import { partsOf, partsOfArguments } from '../syntax/parts.ts';
import type { Arguments, Link, Node } from '../syntax/tree.ts';
import { type Form, fittingForm, formsOfFunction } from './functions.ts';
import type { PartlyKnown } from './unknown.ts';

/** A name that an expression reads from the variables around it, with the path behind it, like `['order', 'id']`. */
export interface NameUse {
  readonly path: readonly string[];
  /** Whether it stands in a filter, where it may also be a member of the elements. */
  readonly isInFilter: boolean;
}

/** A function that is called. */
export interface CallUse {
  readonly name: string;
  /** What is wrong with it: there is no function of this name, or none that takes these arguments. */
  readonly fault: 'unknown' | 'arguments' | undefined;
  /** Of functions of connectors: the arguments by the names of the parameters, as far as they are known. */
  readonly args: ReadonlyMap<string, PartlyKnown>;
}

/** Functions whose first argument may be missing. */
const ASKING = ['get or else', 'is defined', 'is empty', 'is blank'];

/** Evaluates parts of an expression, as far as they are known. */
interface Known {
  knownOf(node: Node): PartlyKnown;
}

/** What an expression reads and calls, part by part. */
export class Uses {
  readonly names: NameUse[] = [];
  readonly optionalNames = new Set<string>();
  readonly hiddenPaths: (readonly string[])[] = [];
  readonly calls: CallUse[] = [];
  private readonly hasConnectorFunctions: boolean;
  /** Evaluates arguments; undefined where nobody asks for them. */
  private readonly constants: Known | undefined;
  private filters = 0;
  /** Names that the expression itself has made around the place that is looked at, and how often. */
  private readonly bound = new Map<string, number>();
  /** Variables that an entry with a part of them hides, with how often the name was bound then. */
  private readonly hidden = new Map<string, number>();

  constructor(hasConnectorFunctions: boolean, constants: Known | undefined) {
    this.hasConnectorFunctions = hasConnectorFunctions;
    this.constants = constants;
  }

  visit(node: Node): void {
    switch (node.type) {
      case 'variable':
        this.read(node.names);
        break;
      case 'chain':
        this.visitChain(node);
        break;
      case 'function':
        this.visitWith(node.parameters, [node.body]);
        break;
      case 'context':
        this.visitContext(node);
        break;
      case 'for':
      case 'quantified':
        for (const { name, source } of node.iterators) {
          this.visit(source);
          this.bind(name);
        }
        this.visitWith(['partial'], [node.body]);
        for (const { name } of node.iterators) this.release(name);
        break;
      default:
        this.noteUse(node);
        for (const part of partsOf(node)) this.visit(part);
    }
  }

  private visitContext({ entries }: Extract<Node, { type: 'context' }>): void {
    const hiding: string[] = [];
    for (const [key, value] of entries) {
      this.visit(value);
      const hides = !this.isBound(key) && memberOf(value) === key;
      this.bind(key);
      if (!hides) continue;
      this.hidden.set(key, this.bound.get(key) as number);
      hiding.push(key);
    }
    for (const key of hiding) this.hidden.delete(key);
    for (const [key] of entries) this.release(key);
  }

  /** Looks at parts that have names of their own. */
  private visitWith(names: readonly string[], parts: readonly Node[]): void {
    for (const name of names) this.bind(name);
    for (const part of parts) this.visit(part);
    for (const name of names) this.release(name);
  }

  private bind(name: string): void {
    this.bound.set(name, (this.bound.get(name) ?? 0) + 1);
  }

  private release(name: string): void {
    this.bound.set(name, (this.bound.get(name) ?? 0) - 1);
  }

  private isBound(name: string): boolean {
    return (this.bound.get(name) ?? 0) > 0;
  }

  /** Notes what a node calls, and which names it is ready to miss. */
  private noteUse(node: Node): void {
    if (node.type === 'call') {
      this.call(node);
      if (ASKING.includes(node.name)) this.noteOptional(partsOfArguments(node.args)[0]);
    } else if (node.type === 'method') this.read(node.path);
    else if (node.type === 'comparison' || node.type === 'unequal') {
      if (node.right.type === 'null') this.noteOptional(node.left);
      if (node.left.type === 'null') this.noteOptional(node.right);
    }
  }

  private visitChain({ base, links }: Extract<Node, { type: 'chain' }>): void {
    const end = links.findIndex(({ type }) => type === 'filter');
    const keys = pathKeys(end < 0 ? links : links.slice(0, end));
    if (base.type === 'variable') this.read([...base.names, ...keys], true);
    else this.visit(base);
    this.filters++;
    this.visitWith(
      ['item'],
      links.flatMap((link) => (link.type === 'filter' ? [link.filter] : [])),
    );
    this.filters--;
  }

  private read(path: readonly string[], isPart = path.length > 1): void {
    const [name = ''] = path;
    if (this.isBound(name)) {
      // In a filter, it may also be a member of the elements.
      if (isPart && this.filters === 0 && this.hidden.get(name) === this.bound.get(name)) this.hiddenPaths.push(path);
      return;
    }
    this.names.push({ path, isInFilter: this.filters > 0 });
  }

  private noteOptional(node: Node | undefined): void {
    const variable = node?.type === 'chain' ? node.base : node;
    if (variable?.type === 'variable') this.optionalNames.add(variable.names[0] as string);
  }

  private call({ name, args }: Extract<Node, { type: 'call' }>): void {
    if (this.isBound(name)) return;
    const forms = formsOfFunction(name, this.hasConnectorFunctions);
    const fitting = forms && fittingForm(forms, args);
    const fault = forms === undefined ? 'unknown' : fitting === undefined ? 'arguments' : undefined;
    this.calls.push({ name, fault, args: new Map(connectorFunctions.has(name) ? this.known(args, fitting) : []) });
  }

  private known(args: Arguments, fitting: Form | undefined): (readonly [string, PartlyKnown])[] {
    const { constants } = this;
    if (constants === undefined) return [];
    if (args.named) return [...args.values].map(([name, value]) => [name, constants.knownOf(value)]);
    return args.values.map((value, index) => [fitting?.parameters[index] ?? `${index}`, constants.knownOf(value)]);
  }
}

/** Of which variable an expression gives a part, as `order.id` and `orders[1]` do. */
function memberOf(node: Node): string | undefined {
  if (node.type === 'variable') return node.names.length > 1 ? node.names[0] : undefined;
  return node.type === 'chain' && node.base.type === 'variable' ? node.base.names[0] : undefined;
}

function pathKeys(links: readonly Link[]): string[] {
  return links.flatMap((link) => (link.type === 'path' ? [link.key] : []));
}
