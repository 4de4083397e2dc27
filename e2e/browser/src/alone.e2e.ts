import { fileURLToPath } from 'node:url';
import { MirrorReader } from './shop/mirror-reader.ts';
import { OwnWorld } from './stage/own-world.ts';
import { TillPage } from './pages/till-page.ts';
import { installClock } from './stage/clock.ts';
import { expect, leaveOut, test, without } from './stage/world.ts';

const clock = fileURLToPath(new URL('./stage/shifted-clock.ts', import.meta.url));
const monthsMs = 120 * 86_400_000;

test('[S12] the server keeps up with no till open, by webhooks', async ({ world }) => {
  if (without === 'webhooks') await world.shop.faults({ kind: 'webhooks', effect: 'drop' });
  const mirror = await MirrorReader.signIn(world.origin);

  const product = await world.shop.create('Lonely Kettle', '2900000000402');
  await expect.poll(() => mirror.titles()).toContain('Lonely Kettle');
  await world.shop.retitle(product.id, 'Lonely Kettle, copper');
  await expect.poll(() => mirror.titles()).toContain('Lonely Kettle, copper');
  await world.shop.delete(product.id);
  await expect.poll(() => mirror.titles()).not.toContain('Lonely Kettle, copper');
  await world.shop.faults();
});

test('[S12] the server keeps up with no till open, by its interval where no webhook comes', async () => {
  const minutes = without === 'server-interval' ? '999' : '0.03';
  await using world = await OwnWorld.open({ SYNC_INTERVAL_MINUTES: minutes });
  const mirror = await MirrorReader.signIn(world.origin);
  await expect.poll(async () => (await mirror.titles()).length).toBe(60);
  await world.shop.faults({ kind: 'webhooks', effect: 'drop' });
  const product = await world.shop.create('Forgotten Kettle', '2900000000419');

  await expect.poll(() => mirror.titles()).toContain('Forgotten Kettle');
  await world.shop.delete(product.id);
  await expect.poll(() => mirror.titles()).not.toContain('Forgotten Kettle');
});

test('[S8] what changed, came or went while till and server were away for months is there after signing in', async ({
  page,
}) => {
  await using world = await OwnWorld.open();
  const till = new TillPage(page, world.origin);
  await leaveOut(page);
  const changed = await world.shop.create('Winter Kettle', '2900000000426');
  const goneEarly = await world.shop.create('Winter Pan', '2900000000433');
  const goneLate = await world.shop.create('Winter Pot', '2900000000440');
  await till.ready();
  await till.search('Winter');
  for (const title of ['Winter Kettle', 'Winter Pan', 'Winter Pot'])
    await expect(till.card(title)).toBeVisible();
  await page.goto('about:blank');
  const mirror = await MirrorReader.signIn(world.origin);
  await world.shop.delete(goneEarly.id);
  await expect.poll(() => mirror.titles()).not.toContain('Winter Pan');
  await world.stopServer();
  await world.shop.retitle(changed.id, 'Winter Kettle, copper');
  await world.shop.delete(goneLate.id);
  await world.shop.create('Winter Ladle', '2900000000457');

  // On every clock, the mirror's tombstone of the first deletion is older than the mirror keeps tombstones.
  await world.shop.advanceClock(monthsMs);
  await world.startServer({ NODE_OPTIONS: `--import=${clock}`, CLOCK_SHIFT_MS: String(monthsMs) });
  await installClock(page, { time: Date.now() + monthsMs });
  await till.open();
  // A till that was without its server for this long opens only with it.
  await expect(page.getByTestId('signed-out-why')).toContainText('without the server');
  await till.signIn();
  await expect(page.getByTestId('trouble')).toHaveCount(0);
  await till.search('Winter');

  await expect(till.card('Winter Kettle, copper')).toBeVisible();
  await expect(till.card('Winter Ladle')).toBeVisible();
  await expect(till.card('Winter Pan')).toHaveCount(0);
  await expect(till.card('Winter Pot')).toHaveCount(0);
});
