import { setMember } from './json.ts';

/** Stands at the end of what was cut. */
const CUT = '…';
/** For that, and for the last number, which is not cut. */
const ROOM_FOR_CUT = 64;

/**
 * A copy of a value that takes at most so many bytes as JSON: what comes first in it, and `…` where it was cut. Binary values
 * become base64. No more of the value is looked at than is taken.
 */
export function cutJson(value: unknown, maxBytes: number): unknown {
  let left = maxBytes - ROOM_FOR_CUT;

  function copy(value: unknown): unknown {
    if (typeof value === 'string') return copyText(value);
    if (value instanceof Uint8Array)
      return copyText(Buffer.from(value.subarray(0, Math.max(left, 0))).toString('base64'));
    if (value instanceof Date) return copyText(value.toISOString());
    if (typeof value !== 'object' || value === null) {
      left -= String(value).length;
      return value;
    }
    left -= 2;
    return Array.isArray(value) ? copyList(value) : copyMembers(value);
  }

  function copyList(list: readonly unknown[]): unknown[] {
    const copied: unknown[] = [];
    for (const element of list) {
      if (left <= 0) return [...copied, ...mark()];
      left -= 1;
      copied.push(copy(element));
    }
    return copied;
  }

  function copyMembers(object: object): object {
    const copied: Record<string, unknown> = {};
    for (const name in object) {
      const bytes = bytesOf(name) + 2;
      if (left < bytes) {
        left = 0;
        for (const text of mark()) setMember(copied, text, text);
        return copied;
      }
      left -= bytes;
      setMember(copied, name, copy((object as Record<string, unknown>)[name]));
    }
    return copied;
  }

  function copyText(text: string): string {
    const bytes = text.length <= left ? bytesOf(text) : Number.POSITIVE_INFINITY;
    if (bytes <= left) {
      left -= bytes;
      return text;
    }
    let start = text.slice(0, Math.max(left, 0));
    while (start !== '' && bytesOf(start) > left) start = start.slice(0, (start.length * left) / bytesOf(start));
    left = 0;
    return start + mark().join('');
  }

  /** Once: all that is around what was cut ends there too. */
  let isMarked = false;
  function mark(): string[] {
    if (isMarked) return [];
    isMarked = true;
    return [CUT];
  }

  return copy(value);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
