/**
 * `npm test`: everything that must hold. Nx runs it as one graph of tasks, and takes from its cache what has not changed
 * since it last passed. Arguments go to Nx: `npm test -- -p mirror till`. Ends with one line, "N passed, N failed",
 * counted from the runners' reports.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { add, reports, runCount, stepCount, type NxRun, type NxTask } from './count.ts';
import { failuresOf, namesOf } from './failures.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const words = process.argv.slice(2);
/** One process checks the types of all packages, another the style; if arguments choose packages, one per package. */
const looks = words.length === 0 ? ['lint-whole', 'typecheck-whole'] : ['lint', 'typecheck'];
/** Cheap tasks first, so that common mistakes show early. */
const targets = ['format-check', ...looks, 'build', 'test'];
const allReports = '*/*/test-results/*.json';
const runFile = join(root, '.nx/cache/run.json');
const startedAt = Date.now();

const browser = stepCount(findBrowser());
const total = add(browser, runTasks());

run(process.execPath, [join(root, 'e2e/engines/src/missing.ts')]);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

function runTasks() {
  // Remove the reports of earlier runs. Nx restores those of cached tasks.
  for (const file of [runFile, ...globSync(allReports, { cwd: root }).map(each => join(root, each))])
    rmSync(file, { force: true });
  const atOnce = String(Math.max(1, Math.min(availableParallelism(), 4)));
  const ok = run('npx', ['nx', 'run-many', '-t', ...targets, '--outputStyle=static', ...words], {
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    NX_PARALLEL: atOnce,
    // Share compiled code between the processes of a run: the browser tests alone start a hundred.
    NODE_COMPILE_CACHE: join(mkdtempSync(join(tmpdir(), 'tidemark-test-')), 'compiled'),
  });
  const done = readJson(runFile) as NxRun | undefined;
  const cached = (done?.tasks ?? []).filter(task => task.cacheStatus !== 'cache-miss').length;
  console.log(
    `\n== ${done?.tasks.length ?? 0} tasks, ${cached} of them from the cache, in ${secondsSince(startedAt)} s`,
  );
  const failed = (done?.tasks ?? [])
    .filter(task => task.status !== 0)
    .map(task => ({ task, failures: reports(task) ? failuresOf(reportOf(task)) : [] }));
  for (const { task, failures } of failed) {
    console.log(`== ${task.taskId} FAILED`);
    for (const { name, reason } of failures) console.log(`   ${name}\n${reason.replace(/^/gm, '     ')}`);
  }
  // Print the names once more, since some logs keep only their last lines.
  for (const { task, failures } of failed)
    for (const name of namesOf(task.taskId, failures)) console.log(`== FAILED: ${name}`);
  return runCount(done, reportOf, ok);
}

function reportOf({ taskId, projectName, target }: NxTask): unknown {
  const name = target === 'test' ? 'report' : target;
  const [file] = globSync(`*/${projectName}/test-results/${name}.json`, { cwd: root });
  if (file === undefined) console.error(`== ${taskId} wrote no report`);
  return file === undefined ? undefined : readJson(join(root, file));
}

function secondsSince(time: number): number {
  return Math.round((Date.now() - time) / 1000);
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  return status === 0;
}

function readJson(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Finds Playwright's or the system's Chromium, or installs one. @returns Whether there is one. */
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
