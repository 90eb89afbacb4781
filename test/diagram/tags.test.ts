import { expect, test } from 'vitest';
import { readTags, tagsIn } from '../../src/diagram/tags.ts';

const text = `<?xml version="1.0"?><!-- <no> --><a:r xmlns:a="urn:a" x = 'it "is"'>
  <b xmlns="urn:b" y="a > b"/><![CDATA[<c>]]><a:d><e /></a:d ></a:r>`;

test('each element has its place in the text, with its start tag and its end tag', () => {
  expect(
    tagsIn(readTags(text)).map((tag) => [
      text.slice(tag.start, tag.startTagEnd),
      text.slice(tag.endTagStart, tag.end),
      tag.isEmpty,
    ]),
  ).toEqual([
    [`<a:r xmlns:a="urn:a" x = 'it "is"'>`, '</a:r>', false],
    ['<b xmlns="urn:b" y="a > b"/>', '', true],
    ['<a:d>', '</a:d >', false],
    ['<e />', '', true],
  ]);
});

test('names are those of their namespaces', () => {
  expect(tagsIn(readTags(text)).map(({ prefix, name, namespace }) => [prefix, name, namespace])).toEqual([
    ['a', 'r', 'urn:a'],
    ['', 'b', 'urn:b'],
    ['a', 'd', 'urn:a'],
    ['', 'e', undefined],
  ]);
});

test('attributes have their places and their texts as they are written', () => {
  const { attributes } = readTags(text);
  expect(attributes.map(({ name, value }) => [name, value])).toEqual([
    ['xmlns:a', 'urn:a'],
    ['x', 'it "is"'],
  ]);
  expect(attributes.map(({ start, end }) => text.slice(start, end))).toEqual(['xmlns:a="urn:a"', `x = 'it "is"'`]);
});

test('what ends without a beginning, or does not end, is refused', () => {
  expect(() => readTags('</a>')).toThrow('did not begin');
  expect(() => readTags('<a>')).toThrow('do not end');
});
