import { setTimeout as pause } from 'node:timers/promises';
import type { Ingest } from '@tidemark/exchange';
import type { MirrorStore } from '@tidemark/mirror';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import { shop } from './shop-server.ts';

/**
 * Waits until nothing is under way: no webhook in flight, no drain due.
 * @throws Error where that does not come.
 */
export async function quiet(
  ingest: Ingest,
  { inbox }: Pick<MirrorStore, 'inbox'>,
  { webhooks }: ShopifySimulator,
): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    await ingest.idle();
    const { waiting } = await inbox.counts(shop);
    if (webhooks.pending === 0 && waiting === 0) return;
    if (waiting > 0) ingest.noticed();
    await pause(3);
  }
  throw new Error('it did not become quiet');
}
