import type { IngestHealth } from '../driver/ingest.ts';
import { lastAudit, neverAfterMs } from './shop-status.ts';
import { withLeft } from '../privacy/left-troubles.ts';
import type { Source } from '../source.ts';

/** The most unreadable documents that are named; the rest are counted. */
const mostNamed = 5;

/** The state of ingest, without asking Shopify. `known` is what only the driver knows. */
export async function shopHealth(
  { shopify, mirror, inbox, findings, now }: Source,
  known: Pick<IngestHealth, 'readAt' | 'imported' | 'lostSubscriptions' | 'refusedTopics' | 'troubles'>,
): Promise<IngestHealth> {
  const { shop } = shopify;
  return {
    ...known,
    troubles: withLeft(shopify, known.troubles),
    shopify: shopify.health(),
    inbox: await inbox.counts(shop),
    quarantined: await mirror.quarantineCount(shop),
    unreadable: await mirror.quarantined(shop, { limit: mostNamed }),
    scores: await findings.scores(shop),
    neverArrived: await findings.neverTold(shop, now() - neverAfterMs),
    audit: await lastAudit({ findings, shopify }),
  };
}
