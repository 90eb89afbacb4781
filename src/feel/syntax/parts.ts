import type { Arguments, Node } from './tree.ts';

/** The parts that an expression is made of, without the names that it gives them. */
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

/** The arguments of a call, in their order. */
export function partsOfArguments(args: Arguments): readonly Node[] {
  return [...args.values.values()];
}
