import { existsSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';

/** Playwright's own Chromium where there is one, else the system's, with nothing going on in it by itself. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = [chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
    existsSync,
  );
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-precise-memory-info',
    ],
  });
}
