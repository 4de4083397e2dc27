import { expect, test } from 'vitest';
import { findChannel, pointOfSaleOf } from './sales-channel.ts';
import { ShopifyError } from '../shopify.ts';

const publication = (n: number, title: string, app?: { id: string; handle: string | null }) => ({
  id: `gid://shopify/Publication/${n}`,
  catalog: { title, ...(app ? { apps: { nodes: [app] } } : {}) },
});
const app = (id: string, handle: string | null = null) => ({ id: `gid://shopify/App/${id}`, handle });
const online = publication(1, 'Online Store', app('580111', 'online_store'));
const unattached = { id: 'gid://shopify/Publication/9', catalog: null };

test.each([
  ['by the id of its app, whatever its title', publication(2, 'Kasse', app('129785'))],
  ['by the handle of its app', publication(2, 'Kassa', app('7', 'point-of-sale-channel'))],
  ['by its title, where no app is shown', publication(2, 'Point of Sale')],
])('[G27] the Point of Sale channel is found %s', (_how, pointOfSale) => {
  expect(pointOfSaleOf([online, unattached, pointOfSale])).toEqual({
    kind: 'point-of-sale',
    publicationId: 'gid://shopify/Publication/2',
  });
});

test('[G27] without one, and with several, every channel’s products are for sale', () => {
  const pointOfSale = publication(2, 'Point of Sale', app('129785'));

  expect(pointOfSaleOf([online])).toEqual({ kind: 'every', reason: 'none-is-point-of-sale' });
  expect(pointOfSaleOf([])).toMatchObject({ kind: 'every' });
  expect(pointOfSaleOf([pointOfSale, { ...pointOfSale, id: 'gid://shopify/Publication/3' }])).toEqual({
    kind: 'every',
    reason: 'several-are-point-of-sale',
  });
});

test('[G27] what Shopify does not tell costs nothing but the channel; what may be told later is asked for again', async () => {
  const failing = async function* (reason: 'forbidden' | 'unreachable') {
    yield { items: [], readAt: 0, hasMore: true };
    throw new ShopifyError(reason, 'no');
  };

  expect(await findChannel(failing('forbidden'))).toEqual({ kind: 'every', reason: 'not-told' });
  await expect(findChannel(failing('unreachable'))).rejects.toThrow(ShopifyError);
});
