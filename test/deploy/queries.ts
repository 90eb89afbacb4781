import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { labelValues, type Metric } from './metric-names.ts';

/** What Prometheus adds to the labels of each metric. */
const everywhere = ['instance', 'job', 'namespace', 'pod'];
/** Functions that count how much a counter has grown. */
const growth = new Set(['rate', 'irate', 'increase', 'resets']);

/** The parts of a histogram, which are metrics of their own. */
const parts = ['_bucket', '_sum', '_count'];

/** Finds the metric that a name in a query means, and the labels that it has. */
function metricOf(
  name: string,
  families: readonly Metric[],
): { family: Metric; labels: string[]; isCounter: boolean } | undefined {
  const part = parts.find((end) => name.endsWith(end)) ?? '';
  const base = families.find((family) => family.name === name);
  if (base !== undefined && base.type !== 'histogram')
    return { family: base, labels: [...base.labels, ...everywhere], isCounter: base.type === 'counter' };
  const family = families.find(
    (one) => one.name === name.slice(0, -part.length || undefined) && one.type === 'histogram',
  );
  if (family === undefined || part === '') return undefined;
  return { family, labels: [...family.labels, ...everywhere, ...(part === '_bucket' ? ['le'] : [])], isCounter: true };
}

function within(node: SyntaxNode, name: string): SyntaxNode[] {
  const found: SyntaxNode[] = node.name === name ? [node] : [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(...within(child, name));
  return found;
}

/**
 * Gives what is wrong with a query of PromQL: its syntax, metrics and labels that no worker has, values that a label never has,
 * growth of what is no counter, and quantiles without buckets.
 */
export function queryFaults(query: string, families: readonly Metric[]): string[] {
  const tree = parser.parse(query).topNode;
  const text = ({ from, to }: SyntaxNode) => query.slice(from, to);
  const broken = within(tree, '⚠').map(
    ({ from }) => `${query}: no PromQL at ${JSON.stringify(query.slice(from, from + 20))}`,
  );
  if (broken.length > 0) return broken;
  const selectors = within(tree, 'VectorSelector');
  const metricsIn = (node: SyntaxNode) =>
    within(node, 'VectorSelector').flatMap((selector) => {
      const [name] = within(selector, 'Identifier').map(text);
      const metric = metricOf(name ?? '', families);
      return metric === undefined ? [] : [{ name, ...metric }];
    });
  const faults = selectors.length === 0 ? ['no metric is asked for'] : [];
  for (const selector of selectors) {
    const [name = ''] = within(selector, 'Identifier').map(text);
    const metric = metricOf(name, families);
    if (metric === undefined) faults.push(`there is no metric ${name}`);
    else
      for (const matcher of within(selector, 'UnquotedLabelMatcher')) {
        const [label = ''] = within(matcher, 'LabelName').map(text);
        if (!metric.labels.includes(label)) faults.push(`${name} has no label ${label}`);
        const value = within(matcher, 'StringLiteral').map(text)[0]?.slice(1, -1) ?? '';
        const possible = labelValues[`${metric.family.name} ${label}`];
        if (possible?.includes(value) === false) faults.push(`${label} of ${name} is never ${value}`);
      }
  }
  for (const aggregate of within(tree, 'AggregateExpr')) {
    const modifier = aggregate.getChild('AggregateModifier');
    const body = aggregate.getChild('FunctionCallBody');
    for (const label of modifier === null ? [] : within(modifier, 'LabelName').map(text))
      for (const { name, labels } of body === null ? [] : metricsIn(body))
        if (!labels.includes(label)) faults.push(`${name} has no label ${label}`);
  }
  for (const call of within(tree, 'FunctionCall')) {
    const [called = ''] = within(call, 'FunctionIdentifier').map(text);
    for (const { name, isCounter } of growth.has(called) ? metricsIn(call) : [])
      if (!isCounter) faults.push(`${called} of ${name}, which is no counter`);
    if (called === 'histogram_quantile' && !labelsOfResult(text(call)).includes('le'))
      faults.push(`${called} without le`);
  }
  return faults.map((fault) => `${query}: ${fault}`);
}

/** Gives the labels by which a query groups: those that its result has. */
export function labelsOfResult(query: string): string[] {
  const modifiers = within(parser.parse(query).topNode, 'AggregateModifier');
  return modifiers.flatMap((node) => within(node, 'LabelName').map(({ from, to }) => query.slice(from, to)));
}

/** Gives the names of the metrics that a query asks for without all of these labels. */
export function metricsWithout(query: string, labels: Readonly<Record<string, string>>): string[] {
  const text = ({ from, to }: SyntaxNode) => query.slice(from, to);
  return within(parser.parse(query).topNode, 'VectorSelector').flatMap((selector) => {
    const matchers = within(selector, 'UnquotedLabelMatcher').map(text);
    const isWhole = Object.entries(labels).every(([name, value]) => matchers.includes(`${name}="${value}"`));
    return isWhole ? [] : within(selector, 'Identifier').map(text);
  });
}
