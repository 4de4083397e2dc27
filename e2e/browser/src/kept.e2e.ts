import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { tillName } from '@tidemark/till/testing';
import { SellingPage } from './pages/selling-page.ts';
import { TillPage } from './pages/till-page.ts';
import { ordersOf } from './shop/shop-books.ts';
import { OwnWorld } from './stage/own-world.ts';
import { expect, test } from './stage/world.ts';
import { putBack, type KeptTill } from './upgrade/kept-till.ts';

/** What earlier versions left behind (`npm run record`): each new version adds its own. */
const folder = fileURLToPath(new URL('../kept/', import.meta.url));

interface Kept extends KeptTill {
  /** The server's, when it was recorded. */
  readonly origin: string;
  readonly receipts: readonly string[];
  /** The first words of the line in the cart. */
  readonly line: string;
}

for (const version of readdirSync(folder))
  test(`[S21] the till and the mirror of ${version} go on, and what was not sent is sent`, async ({
    page,
  }) => {
    const file = (name: string) => gunzipSync(readFileSync(`${folder}${version}/${name}.gz`));
    await using world = await OwnWorld.open({}, {}, file('mirror.sqlite'));
    const text = file('till.json').toString();
    const then = JSON.parse(text) as Kept;
    const shop = 'tidemark-demo.myshopify.com';
    // Databases are named after server and shop, and this server has another port.
    const nameThen = tillName({ server: then.origin, shop });
    expect(Object.keys(then.values)).toContain(`${nameThen}-till`);
    const here = text
      .replaceAll(nameThen, tillName({ server: world.origin, shop }))
      .replaceAll(then.origin, world.origin);
    const kept = JSON.parse(here) as Kept;
    // The session has expired, and is of another server: the next person signs in.
    const values = Object.fromEntries(
      Object.entries(kept.values).filter(([key]) => !key.endsWith('-session')),
    );
    await page.goto(`${world.origin}/healthz`);
    await page.evaluate(putBack, { ...kept, values });
    const till = new TillPage(page, world.origin);
    const selling = new SellingPage(till);

    await till.ready();

    await expect(page.getByTestId('cart-line')).toContainText(kept.line);
    await selling.go('sales');
    for (const number of kept.receipts) await expect(selling.way(number)).toHaveText(/^In Shopify as #\d+$/);
    const ids = await Promise.all(kept.receipts.map(number => selling.saleId(number)));
    expect(await ordersOf(world.shop, ids)).toHaveLength(2);
    await selling.go('stock');
    await expect(page.getByTestId('move-row')).toHaveCount(1);
    await expect(page.getByTestId('unsent')).toHaveCount(0);
    await selling.go('customers');
    await page.getByTestId('customer-search').filter({ visible: true }).fill('ida.kept@example.com');
    await expect(page.getByTestId('customer-row')).toHaveCount(1);
    await selling.go('sell');
    await selling.park('Kept');
    await selling.resume('Table 7');
    await expect(page.getByTestId('cart-line')).toHaveCount(1);
  });
