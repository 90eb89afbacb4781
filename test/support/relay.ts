import { type CannedDynamodb, type CannedRequest, startCannedDynamodb } from './canned-dynamodb.ts';

/**
 * Starts a DynamoDB that hands every request on to another one.
 * @param done told of each request that has been carried out, before it is answered; the answer waits for it
 */
export function startRelay(
  endpoint: string,
  done: (request: CannedRequest) => void | Promise<void>,
): Promise<CannedDynamodb> {
  return startCannedDynamodb(
    async (request) => {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': String(request.headers['x-amz-target']),
          'x-amz-date': String(request.headers['x-amz-date']),
          authorization: String(request.headers.authorization),
        },
        body: JSON.stringify(request.body),
      });
      const body = await response.text();
      await done(request);
      return { status: response.status, body };
    },
    { describe: 'as others' },
  );
}
