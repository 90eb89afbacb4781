import { type Json, parseJson } from '../json/json.ts';

/** Reads JSON in a diagram or beside it; gives undefined when the text is none. */
export function readJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
