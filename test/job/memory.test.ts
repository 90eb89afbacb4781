import { expect, test } from 'vitest';
import { memoryOfJobs } from '../../src/job/memory.ts';

const MB = 2 ** 20;

/** Up to how many MB one job may hold. */
async function mostOf(settings: Parameters<typeof memoryOfJobs>[0]): Promise<number> {
  const holding = memoryOfJobs(settings).open();
  const signal = new AbortController().signal;
  for (let megabytes = 0; ; megabytes++)
    if (
      !(await holding.take(MB, signal).then(
        () => true,
        () => false,
      ))
    )
      return megabytes;
}

test.each([
  // 256 - 64 - 2 x 32 x 1.5, of which 70 %
  ['a small heap', { heap: 256 * MB, maxJobs: 32, maxResultBytes: 1.5 * MB }, 67],
  ['results that are larger than the heap', { heap: 1024 * MB, maxJobs: 32, maxResultBytes: 100 * MB }, 385],
  ['many jobs', { heap: 1024 * MB, maxJobs: 1_000, maxResultBytes: 1.5 * MB }, 385],
  ['a heap that is too small for anything', { heap: 64 * MB, maxJobs: 32, maxResultBytes: 1.5 * MB }, 32],
])('what jobs may hold depends on the heap and on what a worker does at once: %s', async (_, settings, megabytes) => {
  expect(await mostOf(settings)).toBe(megabytes);
});

test('what it says to who cannot have it is what to set', async () => {
  const memory = memoryOfJobs({ heap: 64 * MB, maxJobs: 1, maxResultBytes: 1 });
  await expect(memory.open().take(33 * MB, new AbortController().signal)).rejects.toMatchObject({
    class: 'execution',
    message: expect.stringMatching(/32 MB for all jobs\. .*maxItems.*MAX_JOBS.*--max-old-space-size/),
  });
});
