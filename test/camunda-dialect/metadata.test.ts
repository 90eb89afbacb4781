import { describe, expect, test } from 'vitest';
import { writeResult } from '../../src/camunda-dialect/metadata.ts';
import { type JsonObject, stringifyJson } from '../../src/json/json.ts';

/** What a result says of an answer with these headers. */
function metadataOf(rawHeaders: readonly string[], requestId?: string): JsonObject {
  const answer = { $metadata: { requestId, httpStatusCode: 200 } };
  const { putItemResult } = writeResult('putItemResult', answer, { rawHeaders: () => rawHeaders });
  return putItemResult as JsonObject;
}

describe('headers', () => {
  test('4.3 headers have their names as on the wire, sorted without regard to case', () => {
    const raw = [
      'x-amzn-RequestId',
      'R',
      'Server',
      'S',
      'x-amz-crc32',
      '1',
      'Date',
      'D',
      'content-type',
      'c',
      'Content-Length',
      '2',
    ];
    const { sdkHttpMetadata } = metadataOf(raw);
    expect(stringifyJson(sdkHttpMetadata as JsonObject)).toBe(
      '{"httpHeaders":{"Content-Length":"2","content-type":"c","Date":"D","Server":"S","x-amz-crc32":"1","x-amzn-RequestId":"R"},' +
        '"httpStatusCode":200,"allHttpHeaders":{"Content-Length":["2"],"content-type":["c"],"Date":["D"],"Server":["S"],' +
        '"x-amz-crc32":["1"],"x-amzn-RequestId":["R"]}}',
    );
  });

  test('4.3 a header that comes several times, in any case, has its first value and all of them', () => {
    expect(metadataOf(['Via', 'a', 'Date', 'D', 'via', 'b', 'Via', 'c'])).toMatchObject({
      sdkHttpMetadata: { httpHeaders: { Date: 'D', Via: 'a' }, allHttpHeaders: { Date: ['D'], Via: ['a', 'b', 'c'] } },
    });
  });

  test('4.3 without headers there are none', () => {
    expect(metadataOf([])).toMatchObject({ sdkHttpMetadata: { httpHeaders: {}, allHttpHeaders: {} } });
  });
});

test('4.3 the id of the request is null when the answer has none', () => {
  expect(metadataOf([])).toMatchObject({ sdkResponseMetadata: { requestId: null } });
  expect(metadataOf([], 'R')).toMatchObject({ sdkResponseMetadata: { requestId: 'R' } });
});

test('4.3 attributes that AWS answers all the same are a plain object', () => {
  const answer = { Attributes: { id: { S: '1' }, n: { N: '2' } }, $metadata: {} };
  const result = writeResult('updateItemResult', answer, { rawHeaders: () => [] });
  expect(result).toMatchObject({ item: { id: '1', n: 2 }, updateItemResult: { attributes: { id: '1', n: 2 } } });
});
