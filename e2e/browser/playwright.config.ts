import { defineConfig } from '@playwright/test';
import { testBrowserPath } from './src/stage/browser-path.ts';

const executablePath = testBrowserPath();

export default defineConfig({
  testDir: 'src',
  testMatch: '**/*.e2e.ts',
  forbidOnly: true,
  // Long enough for a machine that is ten times as busy: only what never happens takes this long.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  // Each worker has its own server, shop, ports, folder and browser, and waits for them much of its time.
  workers: 2,
  retries: 0,
  // As an Nx task it writes a report as the task's output, so that a cached run is counted as well.
  ...(process.env['NX_TASK_TARGET_PROJECT'] === 'browser'
    ? { reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]] }
    : {}),
  use: {
    headless: true,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
    trace: 'off',
  },
});
