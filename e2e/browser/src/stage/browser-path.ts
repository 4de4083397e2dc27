import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

/** Playwright's own Chromium where it could be downloaded, else the system's; undefined where there is none. */
export function browserPath(): string | undefined {
  return [chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
}
