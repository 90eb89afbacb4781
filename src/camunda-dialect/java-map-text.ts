import { NumberValue } from '@aws-sdk/lib-dynamodb';
import type { Json } from '../json/json.ts';

/**
 * Writes a value as Java writes maps and lists, like `{error={type=…, message=…}}`.
 * @param longest text behind so many characters is not made: it would be cut off
 */
export function mapText(value: Json, longest: number): string {
  const parts: string[] = [];
  let left = longest;
  const add = (text: string) => {
    parts.push(text);
    left -= text.length;
  };
  function write(value: Json): void {
    if (left < 0) return;
    if (Array.isArray(value)) {
      add('[');
      value.every((element, index) => {
        if (index > 0) add(', ');
        write(element);
        return left >= 0;
      });
      add(']');
    } else if (typeof value !== 'object' || value === null) add(String(value));
    else if (value instanceof NumberValue) add(value.value);
    else {
      add('{');
      Object.entries(value).every(([name, member], index) => {
        add(`${index > 0 ? ', ' : ''}${name}=`);
        write(member);
        return left >= 0;
      });
      add('}');
    }
  }
  write(value);
  return parts.join('').slice(0, longest);
}
