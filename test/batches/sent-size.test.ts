import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentSize } from '../../src/batches/sent-size.ts';
import { anyCharacter } from '../support/texts.ts';

const text = fc.string({ unit: anyCharacter });
const bytes = fc.uint8Array();
const value = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text.map((S) => ({ S })),
    fc.integer().map((N) => ({ N: `${N}` })),
    bytes.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    fc.array(text, { minLength: 1 }).map((SS) => ({ SS })),
    fc.array(bytes, { minLength: 1 }).map((BS) => ({ BS })),
    fc.array(tie('value')).map((L) => ({ L })),
    fc.dictionary(text, tie('value')).map((M) => ({ M })),
  ),
})).value;

/** The text that goes over the wire. */
function sent(attributes: Record<string, AttributeValue>): string {
  return JSON.stringify(attributes, (_, member) =>
    member instanceof Uint8Array ? Buffer.from(member).toString('base64') : member,
  );
}

function commas(member: unknown): number {
  if (typeof member !== 'object' || member === null || member instanceof Uint8Array) return 0;
  return 1 + Object.values(member).reduce<number>((sum, each) => sum + commas(each), 0);
}

test('what is sent is never larger than counted, and smaller only by the comma that each last member does without', () => {
  fc.assert(
    fc.property(fc.dictionary(text, value), (attributes) => {
      const exact = Buffer.byteLength(sent(attributes));
      const counted = sentSize(attributes);
      expect(counted).toBeGreaterThanOrEqual(exact);
      expect(counted).toBeLessThanOrEqual(exact + commas(attributes));
    }),
  );
});
