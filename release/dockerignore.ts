/**
 * Reads a .dockerignore of paths, of which the last one that is a file or one of its folders decides. Of patterns, it takes `*` alone.
 * @throws Error for another pattern
 */
export function ignoredBy(text: string): (file: string) => boolean {
  const rules = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), path: line.replace(/^!/, '').trim() }));
  const strange = rules.filter(({ path }) => path !== '*' && /[*?[\]\\]/.test(path));
  if (strange.length > 0) throw new Error(`.dockerignore: expected paths and *, got ${strange[0]?.path}`);
  return (file) => {
    const deciding = rules.findLast(({ path }) => path === '*' || file === path || file.startsWith(`${path}/`));
    return deciding !== undefined && !deciding.keeps;
  };
}
