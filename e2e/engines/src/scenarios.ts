import assert from 'node:assert/strict';
import { Cashier, id } from './cashier.ts';
import { Site } from './pages.ts';
import type { Stage } from './stage.ts';
import { usual } from './usual.ts';

/** What a till must do in every engine. */
export interface Scenario {
  readonly name: string;
  /** Also in `npm test`, which has a minute for all engines. */
  readonly isShort: boolean;
  readonly play: (stage: Stage) => Promise<void>;
}

const long = (name: string, play: Scenario['play']): Scenario => ({ name, isShort: false, play });
const short = (name: string, play: Scenario['play']): Scenario => ({ name, isShort: true, play });

let products = 0;

/** Creates a product for one scenario alone. */
async function aProduct({ world }: Stage, word: string) {
  const title = `${word} Kettle ${++products}`;
  const barcode = `28000000${String(products).padStart(5, '0')}`;
  const { id: productId } = await world.shop.create(title, barcode);
  const rename = async (): Promise<string> => {
    await world.shop.retitle(productId, `${title}, copper`);
    return `${title}, copper`;
  };
  return { title, barcode, rename };
}

/** A ready till and a product, with webhooks off: only a checkpoint then brings the product's changes. */
async function withoutWebhooks(stage: Stage, word: string) {
  const product = await aProduct(stage, word);
  const cashier = await stage.cashier();
  await cashier.ready();
  await cashier.search(product.title);
  await cashier.card(product.title);
  await stage.world.shop.faults({ kind: 'webhooks', effect: 'drop' });
  return { cashier, ...product };
}

export const scenarios: readonly Scenario[] = [
  short('signing in brings what changed since', async stage => {
    const { cashier, rename } = await withoutWebhooks(stage, 'Login');
    await cashier.signOut();
    await cashier.leave();
    const title = await rename();
    await cashier.open();
    await cashier.signIn();
    await cashier.search(title);
    await cashier.card(title);
  }),
  long('a reload brings what changed since', async stage => {
    const { cashier, rename } = await withoutWebhooks(stage, 'Reload');
    const title = await rename();
    await cashier.tab.reload();
    await cashier.search(title);
    await cashier.card(title);
  }),
  long('"Sync new data" brings what changed since', async stage => {
    const { cashier, rename } = await withoutWebhooks(stage, 'Manual');
    const title = await rename();
    await cashier.click(id('sync-press'));
    await cashier.card(title);
  }),
  long('a network that returns brings what changed since', async stage => {
    const { cashier, rename } = await withoutWebhooks(stage, 'Harbour');
    await stage.line.cut();
    await cashier.sees(`${id('sync-status')}[data-connection="offline"]`);
    const title = await rename();
    await stage.line.mend();
    await cashier.card(title);
  }),
  long('a minute without an update brings what changed since, where a minute was chosen', async stage => {
    const { cashier, rename } = await withoutWebhooks(stage, 'Interval');
    await cashier.go('sync-all');
    const choose = async (minutes: string): Promise<void> => {
      await cashier.sees(id('interval-choice'));
      await cashier.run(
        `const select = one('${id('interval-choice')}');
         select.value = given[0];
         select.dispatchEvent(new Event('change'));`,
        minutes,
      );
    };
    await choose('1');
    await cashier.go('sell');
    const title = await rename();
    await cashier.search(title);
    await new Promise(resolve => setTimeout(resolve, 61_000));
    await cashier.card(title);
    await cashier.go('sync-all');
    await choose('');
  }),
  short('a change in the shop is on screen by itself', async stage => {
    const { title: before, rename } = await aProduct(stage, 'Live');
    const cashier = await stage.cashier();
    await cashier.ready();
    await cashier.sees(`${id('sync-status')}[data-connection="live"]`);
    await cashier.search(before);
    await cashier.card(before);
    const title = await rename();
    await cashier.card(title);
  }),
  short('a sale without a network outlives a reload, and is one order afterwards', async stage => {
    const { title } = await aProduct(stage, 'Island');
    const cashier = await stage.cashier();
    await cashier.ready();
    await cashier.run('await navigator.serviceWorker.ready');
    await stage.line.cut();
    await cashier.tab.reload();
    const receipt = await cashier.sell(title);
    await cashier.nextSale();
    await cashier.tab.reload();
    await cashier.go('sales');
    await cashier.way(receipt, 'On this till');
    await stage.line.mend();
    await cashier.way(receipt, 'In Shopify as #');
  }),
  long('a till opens in the tab of one that was left in the middle of its work', async stage => {
    const { title } = await aProduct(stage, 'Ferry');
    const cashier = await stage.cashier();
    for (let round = 0; round < 5; round++) {
      await cashier.ready();
      await cashier.run('await navigator.serviceWorker.ready');
      await stage.line.cut();
      await cashier.sell(title);
      await cashier.nextSale();
      await stage.line.mend();
      await cashier.tab.goto('about:blank');
    }
    await cashier.ready();
  }),
  long('two tabs are one till', async stage => {
    const { title, rename } = await aProduct(stage, 'Twin');
    const first = await stage.cashier();
    await first.ready();
    const second = new Cashier(await stage.anotherTab(), stage.line.origin);
    await second.ready();
    const receipt = await second.sell(title);
    await second.nextSale();
    await first.go('sales');
    await first.way(receipt, 'In Shopify as #');
    await first.go('sell');
    const renamed = await rename();
    for (const each of [first, second]) {
      await each.search(renamed);
      await each.card(renamed);
    }
  }),
  long('a browser that lets it keep nothing is said, with what to do', async stage => {
    await using site = await Site.refusing(stage.line.origin);
    const cashier = new Cashier(await stage.tab(), site.origin);
    await cashier.open();
    await cashier.signIn();
    await cashier.sees('[role="alert"]', 'this browser lets it keep nothing here');
  }),
  short('an unsent sale that the database lost comes back from the backup copy', async stage => {
    const { title } = await aProduct(stage, 'Phoenix');
    const cashier = await stage.cashier();
    await cashier.ready();
    await cashier.run('await navigator.serviceWorker.ready');
    await stage.line.cut();
    const receipt = await cashier.sell(title);
    await cashier.nextSale();
    // Close the till before the network is back: it would send the sale.
    await cashier.tab.goto('about:blank');
    await stage.line.mend();
    await cashier.leave();
    await stage.line.cut();
    const lost = await cashier.run<number>(`
      const names = (await indexedDB.databases()).map(each => each.name).filter(name => name.startsWith('chunklog|'));
      for (const name of names)
        await new Promise((resolve, reject) => {
          const asked = indexedDB.deleteDatabase(name);
          asked.onsuccess = resolve;
          asked.onerror = () => reject(asked.error);
        });
      return names.length;`);
    assert.ok(lost > 0, 'there was a database to lose');
    await cashier.open();
    await cashier.go('sales');
    await cashier.way(receipt, 'On this till');
    await cashier.go('sync-all');
    await cashier.sees('[data-safety="backup-copy"]', 'kept');
    await cashier.sees('[data-safety="brought-back"]');
    await stage.line.mend();
    await cashier.go('sales');
    await cashier.way(receipt, 'In Shopify as #');
  }),
  short('a till in a page of another site signs in and sells', async stage => {
    const { title } = await aProduct(stage, 'Framed');
    await using site = await Site.holding(stage.line.origin);
    const tab = await stage.tab();
    await tab.goto(site.origin);
    const outside = new Cashier(tab, site.origin);
    await outside.sees('iframe');
    const inside = new Cashier(tab, site.origin, await tab.frame('iframe'));
    await inside.signIn();
    await inside.verified();
    await inside.search(title);
    await inside.click(id('product-card'), title);
    await inside.sees(id('cart-line'), title);
  }),
  long('the receipt is printed by the browser', async stage => {
    const { title } = await aProduct(stage, 'Paper');
    const cashier = await stage.cashier();
    await cashier.ready();
    await cashier.run('globalThis.printed = 0; globalThis.print = () => void globalThis.printed++;');
    await cashier.sell(title);
    await cashier.settled();
    await cashier.click(id('print-receipt'));
    await cashier.until('return globalThis.printed === 1', 'the printing dialog');
    await cashier.nextSale();
  }),
  long('telephone, tablet and screen show every page without scrolling sideways', async stage => {
    const cashier = await stage.cashier();
    await cashier.ready();
    for (const [width, height] of [
      [390, 844],
      [820, 1180],
      [1440, 900],
    ] as const) {
      await cashier.tab.resize(width, height);
      for (const screen of ['sell', 'orders', 'sales', 'customers', 'stock', 'sync-all'] as const) {
        await cashier.go(screen);
        const wide = await cashier.run<number>(
          'await new Promise(resolve => setTimeout(resolve, 300)); return document.scrollingElement.scrollWidth - innerWidth',
        );
        assert.ok(wide <= 0, `${screen} is ${wide} pixels wider than ${width}`);
      }
    }
    await cashier.tab.resize(...usual);
  }),
];
