import { existsSync } from 'node:fs';
import { chromium, type Browser } from '@playwright/test';

/** Playwright's own Chromium if installed, else the system's, without background activity. */
export const browserOptions = {
  executablePath:
    [chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync) ??
    'chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--enable-precise-memory-info',
  ],
};

export function launchBrowser(): Promise<Browser> {
  return chromium.launch(browserOptions);
}
