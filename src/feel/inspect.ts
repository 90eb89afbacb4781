import type { Builtin } from './builtin.ts';
import { builtins } from './builtins/index.ts';
import { connectorFunctions } from './connector-functions.ts';
import { FeelError } from './errors.ts';
import { compileTree } from './evaluation/compiler.ts';
import { DEFAULT_BUDGET, Run } from './evaluation/run.ts';
import { Scope } from './evaluation/scope.ts';
import { toJson } from './json.ts';
import { parse } from './syntax/parser.ts';
import type { Arguments, Iterator, Link, Node } from './syntax/tree.ts';
import { isErrorValue } from './values.ts';

/** Stands for a value that only a running process knows. */
export class Unknown {
  /** Whether the expression itself has an empty text in it, like `get or else(region, "")`: it may give just that. */
  readonly mayBeEmpty: boolean;

  constructor(mayBeEmpty = false) {
    this.mayBeEmpty = mayBeEmpty;
  }
}

/** The value of an expression as far as it is known before a process runs: JSON with `Unknown` in it. */
export type PartlyKnown = unknown;

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
  /** The arguments by the names of the parameters, as far as they are known. Empty if there is a fault. */
  readonly args: ReadonlyMap<string, PartlyKnown>;
}

/** What an expression says without being evaluated. */
export interface Inspection {
  readonly names: readonly NameUse[];
  /** Names for which the expression is ready to find none: it compares them with null, or asks whether they are defined. */
  readonly optionalNames: ReadonlySet<string>;
  readonly calls: readonly CallUse[];
  readonly value: PartlyKnown;
  /** The keys of the contexts that it can give; undefined if that is not known. */
  readonly keys: readonly string[] | undefined;
}

/** How the expressions of task headers differ from those of the engine: they have functions of the connector runtime. */
interface Dialect {
  readonly hasConnectorFunctions: boolean;
}

/**
 * Reads a FEEL expression, and says what it reads and calls, and its value as far as that depends on no variable and no clock. The
 * text has no leading `=`.
 * @throws FeelSyntaxError when the text is not FEEL
 */
export function inspect(text: string, { hasConnectorFunctions }: Dialect): Inspection {
  const tree = parse(text);
  const inspector = new Inspector(hasConnectorFunctions);
  inspector.visit(tree, new Set());
  const { names, optionalNames, calls } = inspector;
  return { names, optionalNames, calls, value: knownOf(tree), keys: keysOf(tree) };
}

/** The names of all functions that an expression may call. */
export function functionNames({ hasConnectorFunctions }: Dialect): readonly string[] {
  return [...builtins.keys(), ...(hasConnectorFunctions ? connectorFunctions.keys() : [])];
}

type Bound = ReadonlySet<string>;

/** Functions whose first argument may be missing. */
const ASKING = ['get or else', 'is defined', 'is empty', 'is blank'];

class Inspector {
  readonly names: NameUse[] = [];
  readonly optionalNames = new Set<string>();
  readonly calls: CallUse[] = [];
  private readonly hasConnectorFunctions: boolean;
  private filters = 0;

  constructor(hasConnectorFunctions: boolean) {
    this.hasConnectorFunctions = hasConnectorFunctions;
  }

  visit(node: Node, bound: Bound): void {
    switch (node.type) {
      case 'variable':
        this.read(node.names, bound);
        break;
      case 'chain':
        this.visitChain(node, bound);
        break;
      case 'function':
        this.visit(node.body, including(bound, node.parameters));
        break;
      case 'context':
        this.visitContext(node.entries, bound);
        break;
      case 'for':
      case 'quantified':
        this.visit(node.body, including(this.visitIterators(node.iterators, bound), ['partial']));
        break;
      default:
        this.noteUse(node, bound);
        for (const part of partsOf(node)) this.visit(part, bound);
    }
  }

  /** Notes what a node calls, and which names it is ready to miss. */
  private noteUse(node: Node, bound: Bound): void {
    if (node.type === 'call') {
      this.call(node, bound);
      if (ASKING.includes(node.name)) this.noteOptional(partsOfArguments(node.args)[0]);
    } else if (node.type === 'method') this.read(node.path, bound);
    else if (node.type === 'comparison' || node.type === 'unequal') {
      if (node.right.type === 'null') this.noteOptional(node.left);
      if (node.left.type === 'null') this.noteOptional(node.right);
    }
  }

  private visitChain({ base, links }: Extract<Node, { type: 'chain' }>, bound: Bound): void {
    const end = links.findIndex(({ type }) => type === 'filter');
    const keys = pathKeys(end < 0 ? links : links.slice(0, end));
    if (base.type === 'variable') this.read([...base.names, ...keys], bound);
    else this.visit(base, bound);
    this.filters++;
    for (const link of links) if (link.type === 'filter') this.visit(link.filter, including(bound, ['item']));
    this.filters--;
  }

  private visitContext(entries: readonly (readonly [string, Node])[], bound: Bound): void {
    let inner = bound;
    for (const [key, value] of entries) {
      this.visit(value, inner);
      inner = including(inner, [key]);
    }
  }

  private visitIterators(iterators: readonly Iterator[], bound: Bound): Bound {
    let inner = bound;
    for (const { name, source } of iterators) {
      this.visit(source, inner);
      inner = including(inner, [name]);
    }
    return inner;
  }

  private read(path: readonly string[], bound: Bound): void {
    if (bound.has(path[0] as string)) return;
    this.names.push({ path, isInFilter: this.filters > 0 });
  }

  private noteOptional(node: Node | undefined): void {
    const variable = node?.type === 'chain' ? node.base : node;
    if (variable?.type === 'variable') this.optionalNames.add(variable.names[0] as string);
  }

  private call({ name, args }: Extract<Node, { type: 'call' }>, bound: Bound): void {
    if (bound.has(name)) return;
    const forms = builtins.get(name) ?? (this.hasConnectorFunctions ? connectorFunctions.get(name) : undefined);
    const fitting = forms && fittingForm(forms, args);
    const fault = forms === undefined ? 'unknown' : fitting === undefined ? 'arguments' : undefined;
    const values = args.named
      ? [...args.values]
      : args.values.map((value, index) => [fitting?.parameters[index] ?? `${index}`, value] as const);
    this.calls.push({ name, fault, args: new Map(values.map(([key, node]) => [key, knownOf(node)])) });
  }
}

function including(bound: Bound, names: readonly string[]): Bound {
  return new Set([...bound, ...names]);
}

function fittingForm(forms: Builtin, args: Arguments): Builtin[number] | undefined {
  if (args.named)
    return forms.find(({ parameters }) => [...args.values.keys()].every((name) => parameters.includes(name)));
  const count = args.values.length;
  return forms.find(({ parameters, varArgs }) => parameters.length === count || (varArgs && parameters.length < count));
}

function pathKeys(links: readonly Link[]): string[] {
  return links.flatMap((link) => (link.type === 'path' ? [link.key] : []));
}

function partsOfArguments(args: Arguments): readonly Node[] {
  return [...args.values.values()];
}

/** The parts of an expression that is none of those with names of their own. */
function partsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'null':
    case 'input':
    case 'boolean':
    case 'number':
    case 'string':
    case 'temporal':
    case 'variable':
      return [];
    case 'list':
    case 'and':
    case 'or':
      return node.items;
    case 'context':
      return node.entries.map(([, value]) => value);
    case 'range':
    case 'iteration':
      return [node.start, node.end];
    case 'chain':
      return [node.base, ...node.links.flatMap((link) => (link.type === 'filter' ? [link.filter] : []))];
    case 'call':
    case 'method':
      return partsOfArguments(node.args);
    case 'function':
      return [node.body];
    case 'arithmetic':
      return [node.base, ...node.steps.map(({ right }) => right)];
    case 'negation':
    case 'instance':
    case 'test value':
      return [node.value];
    case 'comparison':
    case 'unequal':
      return [node.left, node.right];
    case 'between':
      return [node.value, node.from, node.to];
    case 'in':
      return [node.value, ...node.tests];
    case 'if':
      return [node.condition, node.then, node.else];
    case 'for':
    case 'quantified':
      return [...node.iterators.map(({ source }) => source), node.body];
    case 'test range':
      return [node.range];
    case 'test comparison':
      return [node.right];
  }
}

/** Functions whose value changes from one evaluation to the next. */
const CHANGING = ['now', 'today', 'random number', 'uuid'];

function isConstant(node: Node): boolean {
  const inspector = new Inspector(true);
  inspector.visit(node, new Set());
  return inspector.names.length === 0 && inspector.calls.every(({ name }) => !CHANGING.includes(name));
}

/** The value of an expression; within contexts and lists, what is not known is `Unknown`. */
function knownOf(node: Node): PartlyKnown {
  if (isConstant(node)) return constantOf(node);
  if (node.type === 'context') {
    // A key may be `__proto__`.
    return Object.fromEntries(node.entries.map(([key, value]) => [key, knownOf(value)]));
  }
  if (node.type === 'list') return node.items.map(knownOf);
  return new Unknown(hasEmptyText(node));
}

function constantOf(node: Node): PartlyKnown {
  try {
    const { code, levels } = compileTree(node);
    const run = new Run(DEFAULT_BUDGET, 0, levels);
    const result = code(run, new Scope(undefined, {}));
    return isErrorValue(result) ? new Unknown() : toJson(run, result);
  } catch (error) {
    // The engine has other limits.
    if (error instanceof FeelError) return new Unknown();
    throw error;
  }
}

function hasEmptyText(node: Node): boolean {
  return (node.type === 'string' && node.value === '') || partsOf(node).some(hasEmptyText);
}

function keysOf(node: Node): readonly string[] | undefined {
  switch (node.type) {
    case 'null':
      return [];
    case 'context':
      return node.entries.map(([key]) => key);
    case 'if': {
      const [one, other] = [keysOf(node.then), keysOf(node.else)];
      return one === undefined || other === undefined ? undefined : [...one, ...other];
    }
    default:
      return undefined;
  }
}
