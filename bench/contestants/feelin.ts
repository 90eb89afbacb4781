import { evaluate, parseExpression } from 'feelin';
import type { FeelContestant } from '../support/feel-child.ts';

/** The npm package feelin in its Camunda dialect. It parses the text again for each evaluation. */
export const feelin: FeelContestant = {
  prepare: (text, context) => () => evaluate(text, context, 'camunda').value,
  parse: (text, context) => parseExpression(text, context, 'camunda'),
};
