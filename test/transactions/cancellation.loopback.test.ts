import { describe, expect, test } from 'vitest';
import { startCannedDynamodb } from '../support/canned-dynamodb.ts';
import { errorOf, runInput } from '../support/jobs.ts';

const operation = { itemOperation: 'transactWriteItems' };

describe('a cancelled transaction', () => {
  const transactItems = ['a', 'b'].map((id) => ({ Put: { TableName: 't', Item: { id } } }));

  async function errorAfter(answer: { type: string; body?: object }, retries = 3) {
    const server = await startCannedDynamodb(() => answer);
    const outcome = await runInput(server.endpoint, { ...operation, transactItems }, { retries });
    await server.stop();
    return { outcome, error: errorOf(outcome) };
  }

  test('may be tried again when others took part in it', async () => {
    const CancellationReasons = [{ Code: 'None' }, { Code: 'TransactionConflict', Message: 'Transaction is ongoing.' }];
    const body = { CancellationReasons };
    const { outcome, error } = await errorAfter({ type: 'TransactionCanceledException', body });
    expect(outcome).toMatchObject({ kind: 'failed', retries: 2 });
    expect(error).toMatchObject({ retryable: true, reasons: CancellationReasons });
    expect(error.message).toContain('action 2 of 2 (Put on t): TransactionConflict: Transaction is ongoing (request');
  });

  test('says what AWS says when it gives no reasons', async () => {
    const { error } = await errorAfter({ type: 'TransactionCanceledException' });
    expect(error.message).toContain('TransactionCanceledException: TransactionCanceledException on demand');
    expect(error.reasons).toBeNull();
  });

  test('is told from one that is still in progress', async () => {
    const { outcome, error } = await errorAfter({ type: 'TransactionInProgressException' });
    expect(outcome.kind).toBe('failed');
    expect(error).toMatchObject({ type: 'TransactionInProgressException', retryable: true });
  });
});
