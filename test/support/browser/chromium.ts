import { type Browser, chromium } from 'playwright-core';

/** Starts Chromium with an empty profile. It finds no host, and nothing asks it for one. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-lcd-text',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND',
      // No page stays open for long enough to be worth V8's last optimisations, which cost a tenth of it all.
      '--js-flags=--no-turbofan',
    ],
  });
}
