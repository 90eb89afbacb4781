/** The licences of dependencies that the project takes, by their SPDX identifiers: permissive ones, whose terms Apache-2.0 can keep. */
export const allowedLicences: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/**
 * Whether an SPDX expression leaves a choice of allowed licences only, like `(MIT OR GPL-2.0)` and unlike `(MIT AND GPL-2.0)`.
 * What is no such expression, like `SEE LICENSE IN file`, and exceptions (`WITH`) are not allowed.
 * @see https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/
 */
export function isAllowed(expression: string): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  // AND binds more tightly than OR. Both sides are always read.
  const either = (): boolean => {
    let allowed = both();
    while (tokens[at] === 'OR') {
      at += 1;
      allowed = both() || allowed;
    }
    return allowed;
  };
  const both = (): boolean => {
    let allowed = one();
    while (tokens[at] === 'AND') {
      at += 1;
      allowed = one() && allowed;
    }
    return allowed;
  };
  const one = (): boolean => {
    const token = tokens[at] ?? '';
    at += 1;
    if (token !== '(') return allowedLicences.has(token);
    const allowed = either();
    const isClosed = tokens[at] === ')';
    at += 1;
    return isClosed && allowed;
  };
  return either() && at === tokens.length;
}
