import { protocolHeader, protocolVersion, type PullResponse, type SessionResponse } from '@tidemark/protocol';
import { OwnWorld } from './stage/own-world.ts';
import { TillPage } from './pages/till-page.ts';
import { expect, test as base } from './stage/world.ts';

const test = base.extend<object, { shop: OwnWorld }>({
  shop: [
    async ({}, use) => {
      await using world = await OwnWorld.open();
      await use(world);
    },
    { scope: 'worker' },
  ],
  till: async ({ page, shop }, use) => {
    await use(new TillPage(page, shop.origin));
  },
});

/** Signs a till in at a location, without a browser. */
async function signIn(origin: string, locationId?: string): Promise<SessionResponse> {
  const answer = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [protocolHeader]: String(protocolVersion) },
    body: JSON.stringify({
      ...{ shop: 'tidemark-demo.myshopify.com', staff: 'demo', pin: '1234' },
      till: { id: 'counter-till-0001', name: 'Counter' },
      ...(locationId === undefined ? {} : { locationId }),
    }),
  });
  return (await answer.json()) as SessionResponse;
}

test('[S25] a till that moved to another location is named on Sync All until a manager has seen it', async ({
  till,
  shop,
}) => {
  const { page } = till;
  const { token, location } = await signIn(shop.origin);
  const pulled = await fetch(`${shop.origin}/api/replication/locations/pull?limit=100`, {
    headers: { authorization: `Bearer ${token}`, [protocolHeader]: String(protocolVersion) },
  });
  const { documents } = (await pulled.json()) as PullResponse;
  const other = documents.find(each => each.id !== location.id) as unknown as { id: string; name: string };
  await signIn(shop.origin, other.id);
  await till.ready();

  await till.openSyncAll();

  const moved = page.getByTestId('moved-tills');
  await expect(moved).toContainText(`Counter moved from ${location.name} to ${other.name}`);
  await moved.getByTestId('moves-seen').click();
  await expect(moved).toHaveCount(0);
  await page.reload();
  await till.verified();
  await till.openSyncAll();
  await expect(page.getByTestId('shop-health')).toBeVisible();
  await expect(moved).toHaveCount(0);
});
