import { compile } from '../../src/feel/index.ts';
import type { FeelContestant } from '../support/feel-child.ts';

/** This worker's own engine. */
export const feel: FeelContestant = {
  prepare(text, context) {
    const expression = compile(text);
    return () => expression.evaluate(context).value;
  },
  parse: (text) => compile(text),
};
