import { expect, test, vi } from 'vitest';
import { findChromium } from './browser/find-chromium.ts';

test('Chromium is that of the variable CHROMIUM', () => {
  expect(findChromium({ CHROMIUM: '/opt/chromium', PATH: '' })).toBe('/opt/chromium');
});

test('without Chromium, a warning says that tests are skipped, and how to get it', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  expect(findChromium({ PATH: '/no/such/folder' })).toBeUndefined();
  expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/SKIPPED.*apt-get install chromium/));
});

test('without Chromium, the tests fail under CI', () => {
  expect(() => findChromium({ PATH: '', CI: 'true' })).toThrow('Chromium is not installed');
});
