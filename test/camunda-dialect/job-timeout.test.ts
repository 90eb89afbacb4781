import { describe, expect, test } from 'vitest';
import { JavaException } from '../../src/camunda-dialect/exceptions.ts';
import { applyJobTimeout, type Lock } from '../../src/camunda-dialect/job-timeout.ts';

/** A lock that answers so, and notes what it was asked. */
function lockOf(answer: Awaited<ReturnType<Lock>>) {
  const asked: number[] = [];
  const lock: Lock = async (milliseconds) => {
    asked.push(milliseconds);
    return answer;
  };
  return { lock, asked };
}
const later = () => performance.now() + 60_000;

test('7.7 the job is locked for the time that its task says', async () => {
  const { lock, asked } = lockOf({ state: 'locked', until: later() });
  await applyJobTimeout(600_000, lock);
  expect(asked).toEqual([600_000]);
});

test('7.7 a header that is wrong is thrown, and the gateway is not asked', async () => {
  const { lock, asked } = lockOf({ state: 'locked', until: later() });
  const wrong = new JavaException('T', 'no');
  await expect(applyJobTimeout(wrong, lock)).rejects.toBe(wrong);
  expect(asked).toEqual([]);
});

test('7.7 a gateway that cannot be reached does not keep the job from being done', async () => {
  const { lock } = lockOf({ state: 'unknown', until: later() });
  await expect(applyJobTimeout(1_000, lock)).resolves.toBeUndefined();
});

describe('7.7 the job is not done', () => {
  test('7.7 when the gateway says no', async () => {
    const { lock } = lockOf({ state: 'lost', reason: 'NOT_FOUND: no such job' });
    await expect(applyJobTimeout(1_000, lock)).rejects.toMatchObject({
      type: 'io.camunda.client.api.command.ClientStatusException',
      message: 'NOT_FOUND: no such job',
      isInput: false,
    });
  });

  test.each(['locked', 'unknown'] as const)('7.7 when its time is over by then (%s)', async (state) => {
    const { lock } = lockOf({ state, until: performance.now() - 1 });
    await expect(applyJobTimeout(1_000, lock)).rejects.toMatchObject({
      type: 'java.lang.IllegalStateException',
      isInput: false,
    });
  });
});
