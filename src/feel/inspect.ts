import { builtins } from './builtins/index.ts';
import { connectorFunctions } from './connector-functions.ts';
import { FeelError } from './errors.ts';
import { compileTree } from './evaluation/compiler.ts';
import { DEFAULT_BUDGET, Run } from './evaluation/run.ts';
import { Scope } from './evaluation/scope.ts';
import { toJson } from './json.ts';
import { parse } from './syntax/parser.ts';
import type { Arguments, Link, Node } from './syntax/tree.ts';
import { type FeelFunction, isErrorValue } from './values.ts';

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
  /** Of functions of connectors: the arguments by the names of the parameters, as far as they are known. */
  readonly args: ReadonlyMap<string, PartlyKnown>;
}

/** What an expression says without being evaluated. */
export interface Inspection {
  readonly names: readonly NameUse[];
  /** Names for which the expression is ready to find none: it compares them with null, or asks whether they are defined. */
  readonly optionalNames: ReadonlySet<string>;
  /**
   * Paths that begin at an entry of a context, though most likely the variable of its name is meant: in
   * `{order: order.id, total: order.total}`, the total is null. A path ends at its first filter.
   */
  readonly hiddenPaths: readonly (readonly string[])[];
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
  const constants = new Constants(STEPS + STEPS_PER_CHARACTER * text.length);
  const inspector = new Inspector(hasConnectorFunctions, constants);
  inspector.visit(tree);
  const { names, optionalNames, hiddenPaths, calls } = inspector;
  return { names, optionalNames, hiddenPaths, calls, value: constants.knownOf(tree), keys: keysOf(tree) };
}

/** The names of all functions that an expression may call. */
export function functionNames({ hasConnectorFunctions }: Dialect): readonly string[] {
  return [...builtins.keys(), ...functionsOf(hasConnectorFunctions).keys()];
}

/** Functions whose first argument may be missing. */
const ASKING = ['get or else', 'is defined', 'is empty', 'is blank'];

class Inspector {
  readonly names: NameUse[] = [];
  readonly optionalNames = new Set<string>();
  readonly hiddenPaths: (readonly string[])[] = [];
  readonly calls: CallUse[] = [];
  private readonly hasConnectorFunctions: boolean;
  /** Evaluates arguments; undefined where nobody asks for them. */
  private readonly constants: Constants | undefined;
  private filters = 0;
  /** Names that the expression itself has made around the place that is looked at, and how often. */
  private readonly bound = new Map<string, number>();
  /** Variables that an entry with a part of them hides, with how often the name was bound then. */
  private readonly hidden = new Map<string, number>();

  constructor(hasConnectorFunctions: boolean, constants: Constants | undefined) {
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
    const forms = builtins.get(name) ?? functionsOf(this.hasConnectorFunctions).get(name);
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

/** What a function takes. */
type Form = Pick<FeelFunction, 'parameters' | 'varArgs'>;

/** Makes the forms of a function that may be called with fewer arguments. */
function formsOf(required: number, ...parameters: readonly string[]): readonly Form[] {
  const counts = Array.from({ length: parameters.length - required + 1 }, (_, index) => required + index);
  return counts.map((count) => ({ parameters: parameters.slice(0, count), varArgs: false }));
}

/**
 * The functions that the engine adds to FEEL, which the worker does not have.
 * https://docs.camunda.io/docs/components/modeler/feel/builtin-functions/feel-built-in-functions-miscellaneous/
 */
const engineFunctions: ReadonlyMap<string, readonly Form[]> = new Map([
  ['fromAi', formsOf(1, 'value', 'description', 'type', 'schema', 'options')],
  ['cycle', [...formsOf(1, 'interval'), ...formsOf(2, 'repetitions', 'interval')]],
]);

/** The functions that an expression may call beside those of FEEL. */
function functionsOf(hasConnectorFunctions: boolean): ReadonlyMap<string, readonly Form[]> {
  return hasConnectorFunctions ? connectorFunctions : engineFunctions;
}

function fittingForm(forms: readonly Form[], args: Arguments): Form | undefined {
  if (args.named)
    return forms.find(({ parameters }) => [...args.values.keys()].every((name) => parameters.includes(name)));
  const count = args.values.length;
  return forms.find(({ parameters, varArgs }) => parameters.length === count || (varArgs && parameters.length < count));
}

/** Of which variable an expression gives a part, as `order.id` and `orders[1]` do. */
function memberOf(node: Node): string | undefined {
  if (node.type === 'variable') return node.names.length > 1 ? node.names[0] : undefined;
  return node.type === 'chain' && node.base.type === 'variable' ? node.base.names[0] : undefined;
}

function pathKeys(links: readonly Link[]): string[] {
  return links.flatMap((link) => (link.type === 'path' ? [link.key] : []));
}

function partsOfArguments(args: Arguments): readonly Node[] {
  return [...args.values.values()];
}

/** The parts of an expression that is none of those with names of their own. */
export function partsOf(node: Node): readonly Node[] {
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

/** What the constant parts of an expression may take to evaluate, all together, so that nobody waits for a hostile one. */
const STEPS = 1_000;
const STEPS_PER_CHARACTER = 10;

/** Evaluates those parts of an expression that depend on nothing. */
class Constants {
  private left: number;

  constructor(steps: number) {
    this.left = steps;
  }

  /** The value of a part; within contexts and lists, what is not known is `Unknown`. */
  knownOf(node: Node): PartlyKnown {
    if (this.isConstant(node)) return this.evaluated(node);
    if (node.type === 'context') {
      // A key may be `__proto__`.
      return Object.fromEntries(node.entries.map(([key, value]) => [key, this.knownOf(value)]));
    }
    if (node.type === 'list') return node.items.map((item) => this.knownOf(item));
    return new Unknown(hasEmptyText(node));
  }

  private isConstant(node: Node): boolean {
    const inspector = new Inspector(true, undefined);
    inspector.visit(node);
    const { names, calls } = inspector;
    return names.length === 0 && calls.every(({ name }) => !CHANGING.includes(name) && !engineFunctions.has(name));
  }

  private evaluated(node: Node): PartlyKnown {
    const { code, levels } = compileTree(node, connectorFunctions);
    const run = new Run({ ...DEFAULT_BUDGET, steps: Math.min(this.left, DEFAULT_BUDGET.steps) }, 0, levels);
    try {
      const result = code(run, new Scope(undefined, {}));
      return isErrorValue(result) ? new Unknown() : toJson(run, result);
    } catch (error) {
      // The engine has other limits.
      if (error instanceof FeelError) return new Unknown();
      throw error;
    } finally {
      this.left -= run.taken;
    }
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
