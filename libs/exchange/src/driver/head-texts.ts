import { formatCheckpoint, type Heads } from '@tidemark/protocol';
import { collectionNames } from '@tidemark/schema';
import type { Source } from '../source.ts';

/** The newest places, as sent to a till at this location. */
export async function headTexts(
  { mirror, shopify }: Pick<Source, 'mirror' | 'shopify'>,
  locationId: string,
): Promise<Heads> {
  const heads = await mirror.heads(shopify.shop, locationId);
  const texts = {} as Heads;
  for (const name of collectionNames) texts[name] = formatCheckpoint(heads[name]);
  return texts;
}
