/**
 * Compares two ways to share one log between two tabs: each follows the log itself, or one owns it and the other asks
 * it over a channel, with RxDB's storage-remote. Measures writes and reads in the second tab, alone and while the first
 * writes too, and its writes when the first is killed.
 */
import type { BrowserContext, Page } from '@playwright/test';
import { launchBrowser } from './bench-browser.ts';
import { serveScript } from './bench-server.ts';
import { pageBundle } from '../page-bundle.ts';
import type * as tab from './tabs-bench-page.ts';

declare global {
  var tabs: Pick<typeof tab, 'open' | 'write' | 'read' | 'writeFor'>;
}

const writes = 300;
const writingMs = 3_000;
const server = await serveScript(await pageBundle(new URL('tabs-bench-page.ts', import.meta.url)));
const browser = await launchBrowser();
try {
  console.log('| two tabs | write p50 / p95 | while the other writes | read p50 / p95 | the other killed |');
  console.log('| --- | --- | --- | --- | --- |');
  await measure('each follows the log', 'following', 'following');
  await measure('one owns it, this one asks', 'owner', 'asking');
} finally {
  await browser.close();
  server.close();
}

async function measure(name: string, first: tab.Way, second: tab.Way): Promise<void> {
  const context = await browser.newContext();
  const [one, two] = [await openTab(context, first), await openTab(context, second)];
  const alone = await two.evaluate(count => globalThis.tabs.write(count), writes);
  const together = await Promise.all(
    [two, one].map(each => each.evaluate(count => globalThis.tabs.write(count), writes)),
  );
  const reads = await two.evaluate(count => globalThis.tabs.read(count), writes);
  const writing = two.evaluate(ms => globalThis.tabs.writeFor(ms), writingMs);
  await new Promise(resolve => setTimeout(resolve, writingMs / 3));
  const session = await context.newCDPSession(one);
  session.send('Page.crash').catch(() => undefined);
  const { acknowledged, isStuck, longestMs } = await writing;
  const killed = isStuck
    ? `no answer any more, after ${acknowledged} writes`
    : `goes on: ${acknowledged} writes in ${writingMs / 1000} s, longest ${longestMs.toFixed(0)} ms`;
  console.log(`| ${[name, shares(alone), shares(together[0] ?? []), shares(reads), killed].join(' | ')} |`);
  await context.close();
}

async function openTab(context: BrowserContext, way: tab.Way): Promise<Page> {
  const page = await context.newPage();
  await page.goto(server.origin);
  await page.waitForFunction(() => 'tabs' in globalThis);
  await page.evaluate(each => globalThis.tabs.open(each), way);
  return page;
}

function shares(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1);
  return `${at(0.5)} / ${at(0.95)} ms`;
}
