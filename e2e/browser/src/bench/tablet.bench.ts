/**
 * A till on slow tablets: Chromium with its processor slowed down (4 times is a mid-range phone, 8 times an old
 * tablet), `BENCH_RATES=1,4,8`, in a shop of `BENCH_PRODUCTS`, by default 10,000. No driver is attached: the page
 * measures itself, from its start or from the tap until the next frame. Each rate has a new profile.
 */
import { UnwatchedBrowser } from '@tidemark/chunklog-storage/unwatched-browser';
import config from '../../playwright.config.ts';
import { browserPath } from '../stage/browser-path.ts';
import { BenchShop } from './bench-shop.ts';
import { inShares, inWords, seconds } from './bench-words.ts';
import { prepareTabletPage, type TabletPage } from './tablet-page.ts';

process.env['BENCH_PRODUCTS'] ??= '10000';
const rates = (process.env['BENCH_RATES'] ?? '1,4,8').split(',').map(Number);
const reloads = 3;
const taps = 30;
const sales = 12;
const quickSales = 6;
const editEveryMs = 800;
/** First by title, so that it is on the first screen; of one variant, so that a tap sells it. */
const title = 'Aaa Kettle';
const barcode = '2900000099983';

await using world = await BenchShop.open();
const tapped = await world.shop.create(title, barcode);
await world.quiet();
const { args = [] } = config.use?.launchOptions ?? {};
const executablePath = browserPath() ?? 'chromium';
let editions = 0;
for (const rate of rates) {
  console.log(`\n-- processor ${rate} × slower`);
  await using page = await UnwatchedBrowser.open({ executablePath, args }, prepareTabletPage);
  await page.send('Emulation.setCPUThrottlingRate', { rate });
  await benchFirstSync(page);
  await benchSelling(page);
  await benchReloads(page, 'reload in a quiet shop', async () => restedFor(4_000));
  const stopEdits = editWithoutRest();
  await benchReloads(page, `reload with an edit every ${editEveryMs / 1000} s`, async () => restedFor(4_000));
  await stopEdits();
  await restedFor(4_000);
  await benchReloads(
    page,
    `reload after ${quickSales} quick sales`,
    async () => void (await sell(page, quickSales)),
  );
}

async function benchFirstSync(page: UnwatchedBrowser): Promise<void> {
  await page.goto(world.origin);
  const startedAt = await page.evaluate(() => globalThis.tablet.signIn());
  const since = async (name: keyof TabletPage['marks']) =>
    seconds((await page.evaluate(each => globalThis.tablet.marked(each), name)) - startedAt);
  console.log(
    `sign-in until the first product ${await since('firstProduct')}, ready to sell ${await since('readyToSell')}, verified ${await since('verified')}, all of it shown ${await since('shown')}; ${inWords(await longTasks(page))}; heap ${Math.round((await page.heap()) / 1e6)} MB`,
  );
}

async function benchSelling(page: UnwatchedBrowser): Promise<void> {
  await page.evaluate(() => globalThis.tablet.marked('shown'));
  await restedFor(4_000);
  await longTasks(page);
  const tapTimes: number[] = [];
  for (let pieces = 1; pieces <= taps; pieces++)
    tapTimes.push(await page.evaluate((name, count) => globalThis.tablet.tap(name, count), title, pieces));
  console.log(`tap until the line is drawn: ${inShares(tapTimes)}; ${inWords(await longTasks(page))}`);
  const times = [await page.evaluate(() => globalThis.tablet.pay()), ...(await sell(page, sales - 1))];
  console.log(`payment until the receipt: ${inShares(times)}; ${inWords(await longTasks(page))}`);
  const keys = await page.evaluate(() => globalThis.tablet.type('bench kettle'));
  keys.push(...(await page.evaluate(() => globalThis.tablet.type('blue mug'))));
  console.log(`key of a search until drawn: ${inShares(keys)}; ${inWords(await longTasks(page))}`);
}

async function sell(page: UnwatchedBrowser, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let sale = 0; sale < count; sale++) {
    await page.evaluate(name => globalThis.tablet.tap(name, 1), title);
    times.push(await page.evaluate(() => globalThis.tablet.pay()));
  }
  return times;
}

async function benchReloads(
  page: UnwatchedBrowser,
  what: string,
  before: () => Promise<void>,
): Promise<void> {
  const [products, scans]: [number[], number[]] = [[], []];
  const tasks: number[] = [];
  for (let n = 0; n < reloads; n++) {
    await before();
    await page.reload();
    await page.evaluate(each => globalThis.tablet.scan(each), world.code);
    scans.push(await page.evaluate(() => globalThis.tablet.marked('scanned')));
    products.push(await page.evaluate(() => globalThis.tablet.marked('firstProduct')));
    await page.evaluate(() => globalThis.tablet.marked('verified'));
    tasks.push(...(await longTasks(page)));
  }
  const each = (times: readonly number[]) => times.map(seconds).join(', ');
  console.log(`${what}: first product ${each(products)}; a scan found ${each(scans)}; ${inWords(tasks)}`);
}

/** Edits the product on the first screen, again and again, until the returned function is called. */
function editWithoutRest(): () => Promise<void> {
  let editing = Promise.resolve();
  const timer = setInterval(() => {
    editing = editing.then(() => world.shop.retitle(tapped.id, `${title}, edition ${++editions}`));
  }, editEveryMs);
  return async () => {
    clearInterval(timer);
    await editing;
  };
}

function longTasks(page: UnwatchedBrowser): Promise<number[]> {
  return page.evaluate(() => globalThis.tablet.longTasks.splice(0));
}

/** As when a till is not touched for a while. */
function restedFor(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
