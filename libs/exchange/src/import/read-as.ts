import type { Source } from '../source.ts';

/**
 * The version of what is read of a product; raise it when an unchanged product gets other content. 2: gift cards,
 * subscriptions and bundles.
 */
const productShape = 2;

/** The name under which the mirror keeps in which form its products were read. */
const markName = 'products:read-as';

/** The form in which products are read now; another shape or another sales channel makes other documents. */
export async function productsReadAs({ shopify, signal }: Source): Promise<string> {
  const channel = await shopify.salesChannel(signal);
  return `${productShape} ${channel.kind === 'every' ? 'every-channel' : channel.publicationId}`;
}

/** Notes the form in which all products of the mirror were read. */
export async function markReadAs({ mirror, shopify }: Source, readAs: string): Promise<void> {
  await mirror.setWatermark(shopify.shop, { resource: markName, value: readAs });
}

/** The form in which all products of the mirror were read; undefined in a mirror from before this was noted. */
export async function productsWereReadAs({ mirror, shopify }: Source): Promise<string | undefined> {
  return mirror.watermark(shopify.shop, markName);
}
