import { afterEach, vi } from 'vitest';

// Vitest itself does it before the next test of the file: what runs before that, like the set-up of the next file, would see the stubs.
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});
