import fc from 'fast-check';

/**
 * Any character of Unicode. It is what fast-check's own `binary` draws, which first makes a table of all of them: that takes as
 * long as a thousand tests.
 */
export const anyCharacter = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0x80, max: 0xd7ff }),
    fc.integer({ min: 0xe000, max: 0x10ffff }),
  )
  .map((code) => String.fromCodePoint(code));
