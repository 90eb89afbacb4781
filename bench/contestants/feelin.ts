import { evaluate, parseExpression } from 'feelin';
import type { FeelContestant } from '../support/feel-child.ts';

/** The npm package feelin in its Camunda dialect. It keeps nothing of what it parsed. */
export const feelin: FeelContestant = {
  prepare: (text, context) => () => evaluate(text, context, 'camunda').value,
  parse: (text, context) => parseExpression(text, context, 'camunda'),
};
