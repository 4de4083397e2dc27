import type { Source } from '../source.ts';

/**
 * What a product is read as: one more with each version that reads something else of an unchanged product. 2: gift cards,
 * subscriptions and bundles.
 */
const productShape = 2;

/** Where the mirror keeps as what its products were read. */
const markName = 'products:read-as';

/** As what products are read now: of another shape, or for another sales channel, they are other documents. */
export async function productsReadAs({ shopify, signal }: Source): Promise<string> {
  const channel = await shopify.salesChannel(signal);
  return `${productShape} ${channel.kind === 'every' ? 'every-channel' : channel.publicationId}`;
}

/** All products of the mirror were read so. */
export async function markReadAs({ mirror, shopify }: Source, readAs: string): Promise<void> {
  await mirror.setWatermark(shopify.shop, { resource: markName, value: readAs });
}

/** As what all products of the mirror were read; undefined in a mirror of before this was kept. */
export async function productsWereReadAs({ mirror, shopify }: Source): Promise<string | undefined> {
  return mirror.watermark(shopify.shop, markName);
}
