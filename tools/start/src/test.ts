/** `npm test`: everything that must hold. Ends with one line, "N passed, N failed". */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { add, playwrightCount, stepCount, vitestCount, type Count } from './count.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const reports = mkdtempSync(join(tmpdir(), 'tidemark-test-'));
/** What is compiled is kept for the next process of the same run: the browser tests alone start a hundred. */
const shared = { NX_DAEMON: 'false', NX_TUI: 'false', NODE_COMPILE_CACHE: join(reports, 'compiled') };
let total: Count = { passed: 0, failed: 0 };

step('a browser', () => stepCount(findBrowser()));
step('format', () => stepCount(run('npx', ['prettier', '--check', '--log-level', 'warn', '.'])));
step('lint', () =>
  stepCount(run('npx', ['nx', 'run-many', '-t', 'lint', '--parallel=2', '--outputStyle=static'])),
);
step('types', () =>
  stepCount(run('npx', ['nx', 'run-many', '-t', 'typecheck', '--parallel=2', '--outputStyle=static'])),
);
step('build', () => stepCount(run('npm', ['run', 'build', '-w', '@tidemark/pos'])));
step('unit, contract, property and path tests', () => {
  const report = join(reports, 'vitest.json');
  const ok = run('npx', [
    'vitest',
    'run',
    // One for each core: by itself vitest leaves one core of two to nobody.
    `--maxWorkers=${Math.max(1, Math.min(availableParallelism(), 4))}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  return vitestCount(read(report), ok);
});
step('browser tests', () => {
  const report = join(reports, 'playwright.json');
  const ok = run(
    'npx',
    ['playwright', 'test', '--config', 'e2e/browser/playwright.config.ts', '--reporter=list,json'],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  );
  return playwrightCount(read(report), ok);
});

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

function step(name: string, act: () => Count): void {
  console.log(`\n== ${name}`);
  const startedAt = Date.now();
  const count = act();
  total = add(total, count);
  console.log(
    `== ${name}: ${count.failed === 0 ? 'ok' : 'FAILED'} (${Math.round((Date.now() - startedAt) / 1000)} s)`,
  );
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...shared, ...env },
    shell: process.platform === 'win32',
  });
  return status === 0;
}

function read(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Playwright's own Chromium or the system's; where there is none, it is brought. */
function findBrowser(): boolean {
  const isThere = () =>
    [chromium.executablePath(), '/usr/bin/chromium', '/usr/bin/chromium-browser'].some(existsSync);
  if (isThere()) return true;
  console.log('There is no Chromium: asking Playwright for one.');
  if (run('npx', ['playwright', 'install', 'chromium']) && isThere()) return true;
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    console.log('Playwright could not bring one: asking the system’s packages.');
    run('apt-get', ['update']);
    run('apt-get', ['install', '-y', 'chromium']);
  }
  if (!isThere())
    console.error('There is no Chromium, and none could be installed. Install it and try again.');
  return isThere();
}
