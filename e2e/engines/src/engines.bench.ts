/**
 * A first sync, and taps on a product, in each engine besides Chromium that is installed, in a shop of
 * `BENCH_PRODUCTS`, by default 10,000. The page measures itself, as for `bench tablet`, which has Chromium's figures.
 * These engines cannot be slowed down; the output says where one does not report long tasks.
 */
import { BenchShop } from '@tidemark/browser/bench-shop';
import { inShares, inWords, seconds } from '@tidemark/browser/bench-words';
import { prepareTabletPage, type TabletPage } from '@tidemark/browser/tablet-page';
import { Cashier, id } from './cashier.ts';
import { engines, whyNot } from './play.ts';
import { usual } from './usual.ts';

process.env['BENCH_PRODUCTS'] ??= '10000';
const taps = 30;
/** First by title, so that it is on the first screen; of one variant, so that a tap sells it. */
const title = 'Aaa Kettle';

await using world = await BenchShop.open();
await world.shop.create(title, '2900000099983');
await world.quiet();
for (const kind of engines) {
  const reason = whyNot(kind);
  if (reason !== undefined) {
    console.log(`\n-- ${reason}`);
    continue;
  }
  await using engine = await kind.start();
  console.log(`\n-- ${engine.name} ${engine.version}`);
  const tab = await engine.newTab();
  await tab.resize(...usual);
  const cashier = new Cashier(tab, world.origin);
  await cashier.open();
  await cashier.sees(id('sign-in-form'));
  await tab.run(`(${prepareTabletPage.toString()})()`);
  const startedAt = await tab.run<number>('return tablet.signIn()');
  const since = async (name: keyof TabletPage['marks']) => {
    await cashier.until('return tablet.marks[given[0]] !== undefined', name, name);
    return seconds((await tab.run<number>('return tablet.marks[given[0]]', name)) - startedAt);
  };
  console.log(
    `sign-in until the first product ${await since('firstProduct')}, ready to sell ${await since('readyToSell')}, verified ${await since('verified')}`,
  );
  const tasks = await tab.run<number[] | null>(
    `return PerformanceObserver.supportedEntryTypes.includes('longtask') ? tablet.longTasks : null`,
  );
  console.log(tasks ? inWords(tasks) : 'this engine does not tell of long tasks');
  await since('shown');
  const times: number[] = [];
  for (let pieces = 1; pieces <= taps; pieces++)
    times.push(await tab.run<number>('return tablet.tap(given[0], given[1])', title, pieces));
  console.log(`tap until the line is drawn: ${inShares(times)}`);
}
