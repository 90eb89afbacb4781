import type { Match, Pattern } from './index.ts';

/** A part of a replacement: a text, or the number of a group. */
export type Part = string | number;

/** Reads a replacement as Java does, like `$1`, `${name}` or `\$`. Gives undefined when Java would refuse it. */
export function readReplacement(text: string, { groupCount, groupNames }: Pattern): Part[] | undefined {
  const parts: Part[] = [];
  const expression = /\\([\s\S])|\$(\d)|\$\{([A-Za-z][A-Za-z0-9]*)\}|([^\\$]+)/y;
  while (expression.lastIndex < text.length) {
    const match = expression.exec(text);
    if (match === null) return undefined;
    const [, escaped, digit, name, plain] = match;
    if (digit !== undefined) {
      let group = Number(digit);
      if (group > groupCount) return undefined;
      // As in Java, a further digit belongs to the number if there is such a group.
      for (let next = text.charAt(expression.lastIndex); /\d/.test(next); next = text.charAt(expression.lastIndex)) {
        const longer = group * 10 + Number(next);
        if (longer > groupCount) break;
        group = longer;
        expression.lastIndex++;
      }
      parts.push(group);
    } else if (name !== undefined) {
      const group = Object.hasOwn(groupNames, name) ? groupNames[name] : undefined;
      if (group === undefined) return undefined;
      parts.push(group);
    } else parts.push(escaped ?? plain ?? '');
  }
  return parts;
}

/** Gives the texts that together replace a match. */
export function expand(parts: readonly Part[], match: Match): string[] {
  return parts.map((part) => (typeof part === 'string' ? part : (match.group(part) ?? '')));
}
