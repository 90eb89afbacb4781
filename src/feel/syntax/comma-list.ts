import type { Scanner } from './scanner.ts';

/**
 * Reads members with commas between them, as many as there are. The place is then behind the last of them: a comma that no member
 * follows is left.
 */
export function commaList<T>(s: Scanner, read: (s: Scanner) => T | undefined): T[] {
  const members: T[] = [];
  let end = s.position;
  do {
    const member = read(s);
    if (member === undefined) break;
    members.push(member);
    end = s.position;
  } while (s.eat(','));
  s.position = end;
  return members;
}
