import type { Quarantined } from '@tidemark/mirror';
import type { StatusResponse } from '@tidemark/protocol';
import { collectionNames, scopeFor, type CollectionName } from '@tidemark/schema';
import { resourceKinds, ShopifyError } from '@tidemark/shopify';
import { auditReportName, type AuditReport } from '../audit/audit.ts';
import type { Troubles } from '../catch-up/catch-up.ts';
import type { ImportProgress } from '../import/import.ts';
import { withLeft } from '../privacy/left-troubles.ts';
import type { Source } from '../source.ts';
import { storedJson } from '../stored-json.ts';
import type { SubscriptionCare } from '../webhooks/subscription-care.ts';

/** Counts are read again when something changed, but not more often than this. */
const recountMs = 2_000;
const countsAgeMs = 60_000;
/** A webhook that has not come by then counts as lost; Shopify repeats a failed delivery for longer. */
export const neverAfterMs = 15 * 60_000;

/** The most unreadable documents that are named to a till. */
const mostUnreadable = 100;

type Counts = Readonly<Partial<Record<CollectionName, number>>>;

/** Shopify's counts of its documents, rarely requested. */
export class ShopCounts {
  readonly #source: Source;
  #counts: Counts | undefined;
  #countedAt = 0;
  #isStale = true;
  #counting: Promise<void> | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  changed(): void {
    this.#isStale = true;
  }

  async get(): Promise<{ readonly counts: Counts; readonly countedAt: number } | undefined> {
    const age = this.#source.now() - this.#countedAt;
    if (age > countsAgeMs || (this.#isStale && age > recountMs) || !this.#counts)
      await (this.#counting ??= this.#count().finally(() => (this.#counting = undefined)));
    return this.#counts && { counts: this.#counts, countedAt: this.#countedAt };
  }

  async #count(): Promise<void> {
    const { shopify, signal, now } = this.#source;
    this.#isStale = false;
    const counts: Partial<Record<CollectionName, number>> = { settings: 1 };
    try {
      for (const kind of [...resourceKinds, 'locations'] as const) {
        try {
          const count = await shopify.count(kind, signal);
          if (count !== undefined) counts[kind] = count;
        } catch (error) {
          if (!(error instanceof ShopifyError) || error.reason !== 'forbidden') throw error;
        }
      }
      this.#counts = counts;
      this.#countedAt = now();
    } catch (error) {
      if (!(error instanceof ShopifyError)) throw error;
      this.#counts = undefined;
    }
  }
}

export async function lastAudit({
  findings,
  shopify,
}: Pick<Source, 'findings' | 'shopify'>): Promise<AuditReport | undefined> {
  const text = await findings.report(shopify.shop, auditReportName);
  return storedJson<AuditReport>(text);
}

/** What a till's "Sync All" shows of the server's side. */
export async function shopStatus(
  source: Source,
  counts: ShopCounts,
  known: {
    readonly version: string;
    readonly locationId: string;
    readonly readAt: string | null;
    readonly reachable: boolean;
    readonly importing: ImportProgress | undefined;
    readonly auditing: boolean;
    readonly troubles: Troubles;
    /** Undefined if Shopify should send no webhooks. */
    readonly subscriptions: SubscriptionCare | undefined;
    readonly intervalMinutes: number;
  },
): Promise<StatusResponse> {
  const { mirror, inbox, findings, shopify, now, expectsWebhooks } = source;
  const { shop } = shopify;
  const counted = await counts.get();
  const audit = await lastAudit(source);
  const lastAt = await inbox.lastAt(shop);
  const { subscriptions } = known;
  const troubles = withLeft(shopify, known.troubles);
  const collections = {} as StatusResponse['collections'];
  for (const name of collectionNames) {
    const scope = scopeFor(name, known.locationId);
    const audited = audit?.collections[name]?.counts?.[scope];
    const count = counted?.counts[name];
    collections[name] = {
      mirror: await mirror.count(shop, name, scope),
      shopify:
        count !== undefined && counted
          ? { count, countedAt: new Date(counted.countedAt).toISOString() }
          : audited !== undefined && audit
            ? { count: audited, countedAt: audit.finishedAt }
            : null,
      trouble: troubles[name] ?? null,
    };
  }
  return {
    version: known.version,
    readAt: known.readAt,
    shopifyReachable: known.reachable,
    servedVersion: shopify.health().servedVersion ?? null,
    importing: known.importing ?? null,
    quarantined: await mirror.quarantineCount(shop),
    unreadable: (await mirror.quarantined(shop, { limit: mostUnreadable })).flatMap(unreadable),
    collections,
    audit: audit ? withoutCounts(audit) : null,
    auditing: known.auditing,
    webhooks: {
      expected: expectsWebhooks,
      lost: subscriptions?.lost ?? 0,
      parked: (await inbox.counts(shop)).parked,
      topics: [...(await findings.scores(shop))],
      neverArrived: await findings.neverTold(shop, now() - neverAfterMs),
      address: subscriptions?.address ?? null,
      lastAt: lastAt === undefined ? null : new Date(lastAt).toISOString(),
      missing: [...(subscriptions?.refusedTopics ?? [])],
      trouble: subscriptions?.trouble ?? null,
    },
    intervalMinutes: known.intervalMinutes,
  };
}

/** Unreadable documents for a till to name: only those of Shopify's. Health names damaged records. */
function unreadable({ collection, id, defect }: Quarantined): NonNullable<StatusResponse['unreadable']> {
  const name = collectionNames.find(each => each === collection);
  return name ? [{ collection: name, id, reason: defect }] : [];
}

function withoutCounts({
  startedAt,
  finishedAt,
  collections,
}: AuditReport): NonNullable<StatusResponse['audit']> {
  const entries = Object.entries(collections).map(([name, { compared, repaired, trouble }]) => [
    name,
    { compared, repaired, trouble },
  ]);
  return { startedAt, finishedAt, collections: Object.fromEntries(entries) };
}
