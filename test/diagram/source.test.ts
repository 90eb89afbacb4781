import { describe, expect, test } from 'vitest';
import { DiagramError } from '../../src/diagram/diagram-error.ts';
import { Source } from '../../src/diagram/source.ts';

const attribute = (text: string, name = 'x') => {
  const source = new Source(text);
  return source.attribute(source.root, name);
};

describe('a character of an attribute knows its place in the file', () => {
  test.each<[string, string, string, [number, number]]>([
    ['as it is', '<a x="one two"/>', 'two', [1, 11]],
    ['behind entities', '<a x="&lt;&#34;&#x1F600;two"/>', 'two', [1, 25]],
    ['behind an escaped line feed', '<a x="one&#10;two"/>', 'two', [1, 15]],
    ['on a line of its own', "<a\n  y=\"x='0'\"\n  x='one\n  two'/>", 'two', [4, 3]],
    ['behind another attribute with > in it', '<a y=">" x="two"/>', 'two', [1, 13]],
    ['in a file of Windows, with a mark in front', '\ufeff<?xml version="1.0"?>\r\n<a\r\n x="two"/>', 'two', [3, 5]],
  ])('%s', (_, text, part, [line, column]) => {
    const found = attribute(text);
    expect(found?.placeOf(found.value.indexOf(part))).toEqual({ line, column });
  });

  test('a line that is not escaped is a blank, as for the engine', () => {
    expect(attribute('<a x="one\n\ttwo"/>')?.value).toBe('one  two');
  });

  test('a name with a prefix is found as it is written', () => {
    expect(attribute('<a xmlns:z="urn:z" x="1" z:x="2"/>', 'z:x')?.placeOf()).toEqual({ line: 1, column: 31 });
  });
});

describe('what only looks like markup is text', () => {
  test.each<[string, string]>([
    ['a document type in a section of text', '<a><![CDATA[<!DOCTYPE html><p>]]><b/></a>'],
    ['a document type in a comment', '<a><!-- <!DOCTYPE html> --><b/></a>'],
    ['tags in a comment', `<a><!-- ${'<b>'.repeat(300)} --><b/></a>`],
    ['a replacement character', '<a x="\ufffd"><b/></a>'],
    ['a long comment', `<a><!--${'x'.repeat(1_000_000)}--><b/></a>`],
    ['a long section of text', `<a><![CDATA[${'x'.repeat(1_000_000)}]]><b/></a>`],
    ['a long instruction', `<a><?x ${'x'.repeat(1_000_000)}?><b/></a>`],
    ['a long attribute', `<a x="${'x'.repeat(1_000_000)}"><b/></a>`],
  ])('%s', (_, text) => {
    expect(new Source(text).root.getElementsByTagName('b')).toHaveLength(1);
  });
});

describe('what is no XML, or is XML that may harm, is refused with its place', () => {
  test.each<[string, string, RegExp, number]>([
    ['an empty file', '', /^No XML/, 1],
    ['JSON', '{"id": 1}', /^No XML/, 1],
    ['a tag that is not closed', '<a>\n<b></a>', /^No XML: .*mismatch/, 2],
    ['an entity that is not defined', '<a>\n<b>&nope;</b></a>', /^No XML: entity not found/, 2],
    ['an attribute without quotes', '<a b=1/>', /^No XML: attribute/, 1],
    ['a second root', '<a/>\n<b/>', /^No XML: /, 2],
    [
      'an external entity',
      '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
      /type/,
      2,
    ],
    ['elements within elements', `<a>\n${'<b>'.repeat(300)}${'</b>'.repeat(300)}</a>`, /More than 200 elements/, 2],
    ['a file without end', `<a>${' '.repeat(4 * 1024 * 1024)}</a>`, /more than 4194304 characters/, 1],
    ['a document type in small letters', '<a/>\n<!doctype a>', /type/, 2],
    ['more tags than a diagram has', `<a>${'<b/>'.repeat(200_000)}</a>`, /More than 200000 tags/, 1],
    ['more attributes than a diagram has', `<a${' b="1"'.repeat(200_000)}/>`, /More than 200000 tags/, 1],
    ['comments that are not closed', `<a>\n${'<!--'.repeat(100_000)}</a>`, /A comment is not closed/, 2],
    ['instructions that are not closed', `<a>\n${'<?'.repeat(100_000)}</a>`, /An instruction is not closed/, 2],
    ['instructions without a name', `<a>\n${'<?'.repeat(100_000)}?></a>`, /without a name/, 2],
    ['sections that are not closed', `<a>\n${'<![CDATA['.repeat(100_000)}</a>`, /text is not closed/, 2],
    ['a tag that has no end', '<a>\n<b <c/></a>', /a tag is not closed/, 2],
    ['an attribute that has no end', '<a>\n<b x="></a>', /expected " at the end/, 2],
  ])('%s', (_, text, message, line) => {
    let thrown: unknown;
    try {
      new Source(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DiagramError);
    expect(thrown).toMatchObject({ message: expect.stringMatching(message), place: { line } });
  });
});
