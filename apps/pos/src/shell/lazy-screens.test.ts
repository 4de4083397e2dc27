import { expect, test } from 'vitest';
import { LazyScreens } from './lazy-screens.ts';
import { screens, type Screen } from './screens.ts';

function onNetwork() {
  const network = { isThere: true, asked: [] as Screen[] };
  let drawn = 0;
  const source = (screen: Screen) => async () => {
    network.asked.push(screen);
    if (!network.isThere) throw new TypeError('Failed to fetch dynamically imported module');
  };
  const sources = Object.fromEntries(screens.map(each => [each, source(each)]));
  const lazy = new LazyScreens(() => void drawn++, sources as Record<Screen, () => Promise<unknown>>);
  return { lazy, network, drawn: () => drawn };
}

test('[P7] a screen is loaded once, and its host is drawn again when it comes', async () => {
  const { lazy, network, drawn } = onNetwork();
  expect(lazy.state('sell')).toBe('coming');

  await Promise.all([lazy.settled('sell'), lazy.settled('sell')]);
  await lazy.settled('sell');

  expect(network.asked).toEqual(['sell']);
  expect([lazy.state('sell'), drawn()]).toEqual(['there', 1]);
});

test('[P7] a screen that could not be loaded says so, and is tried again when it is asked for again', async () => {
  const { lazy, network } = onNetwork();
  network.isThere = false;
  await lazy.settled('orders');
  expect(lazy.state('orders')).toBe('not-loaded');

  network.isThere = true;
  const again = lazy.settled('orders');
  expect(lazy.state('orders')).toBe('coming');
  await again;

  expect([lazy.state('orders'), network.asked]).toEqual(['there', ['orders', 'orders']]);
});

test('[P7] all screens come, those that are there already not again', async () => {
  const { lazy, network } = onNetwork();
  await lazy.settled('stock');

  await lazy.all('sell');

  expect(network.asked.slice(0, 2)).toEqual(['stock', 'sell']);
  expect(network.asked.toSorted()).toEqual(screens.toSorted());
});

test('[P7] a screen that could not be loaded is tried once each time somebody asks for one', async () => {
  const { lazy, network } = onNetwork();
  network.isThere = false;

  await lazy.all('orders');

  expect(network.asked.toSorted()).toEqual(screens.toSorted());
});
