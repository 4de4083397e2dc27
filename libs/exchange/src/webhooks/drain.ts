import type { Notice } from '@tidemark/mirror';
import { inventoryLevelId } from '@tidemark/schema';
import { resourceKinds, ShopifyError, type ResourceKind } from '@tidemark/shopify';
import { asOfNow } from '../into-mirror/as-of.ts';
import { catchUp, catchUpShop } from '../catch-up/catch-up.ts';
import { isImported } from '../import/import.ts';
import { commitLevels, commitReads, levelLocations, noted } from '../into-mirror/commit-reads.ts';
import { applyPrivacy } from '../privacy/apply-privacy.ts';
import type { Source } from '../source.ts';

/** Notices taken at once; more are taken in the next round. */
const roundSize = 500;

/** The result of a drain. */
export interface Drained {
  readonly notices: number;
  readonly changed: number;
  /** Documents reported as living that no read showed: a catch-up will find out what became of them. */
  readonly uncertain: number;
}

/**
 * Applies the notices that wait in the inbox: a notice says that something changed; one read for many gets the present
 * state ([E7]). A notice is settled only after its documents are committed. One that cannot be applied is parked, and
 * the rest goes on ([E8]).
 */
export async function drainInbox(source: Source, onBulkFinished: () => void): Promise<Drained> {
  let notices = 0;
  let changed = 0;
  let uncertain = 0;
  for (;;) {
    const waiting = await source.inbox.waiting(source.shopify.shop, roundSize);
    if (waiting.length === 0) return { notices, changed, uncertain };
    if (waiting.some(each => each.subject.kind === 'bulkOperation')) onBulkFinished();
    const applied = await applyOrPark(source, waiting);
    changed += applied.changed;
    uncertain += applied.uncertain;
    notices += waiting.length;
    // Notices that came meanwhile have asked for their own drain, which gathers first.
    if (waiting.length < roundSize) return { notices, changed, uncertain };
  }
}

async function applyOrPark(source: Source, notices: readonly Notice[]): Promise<Applied> {
  const { inbox, shopify, log } = source;
  try {
    const applied = await apply(source, notices);
    await inbox.settle(
      shopify.shop,
      notices.map(each => each.eventId),
    );
    return applied;
  } catch (error) {
    // Only a fault of the notice itself parks it: an unreachable Shopify is a reason to wait.
    const isPoison =
      error instanceof ShopifyError && (error.reason === 'unexpected' || error.reason === 'forbidden');
    if (!isPoison) throw error;
    const [only] = notices;
    if (notices.length > 1 || !only) {
      const middle = Math.ceil(notices.length / 2);
      const first = await applyOrPark(source, notices.slice(0, middle));
      const second = await applyOrPark(source, notices.slice(middle));
      return { changed: first.changed + second.changed, uncertain: first.uncertain + second.uncertain };
    }
    await inbox.park(shopify.shop, only.eventId, error.message);
    log({
      name: 'notice-parked',
      shop: shopify.shop,
      eventId: only.eventId,
      topic: only.topic,
      reason: error.message,
    });
    return { changed: 0, uncertain: 0 };
  }
}

type Applied = Pick<Drained, 'changed' | 'uncertain'>;

/** What notices name, each once. */
interface Subjects {
  /** When each document was last reported, on Shopify's clock, and whether as deleted. */
  readonly documents: ReadonlyMap<ResourceKind, Map<string, { at: number; deleted: boolean }>>;
  /** Inventory items, with their reported locations. */
  readonly levels: ReadonlyMap<string, Set<string>>;
  /** Inventory items that Shopify said are deleted. */
  readonly deletedItems: ReadonlySet<string>;
  readonly shopChanged: boolean;
  /** True if a notice does not say what changed. */
  readonly isUntold: boolean;
}

function subjectsOf(notices: readonly Notice[]): Subjects {
  const documents = new Map(
    resourceKinds.map(kind => [kind, new Map<string, { at: number; deleted: boolean }>()] as const),
  );
  const levels = new Map<string, Set<string>>();
  const deletedItems = new Set<string>();
  let shopChanged = false;
  for (const { subject, topic, triggeredAt } of notices) {
    if (subject.kind === 'documents') {
      const times = documents.get(subject.collection as ResourceKind);
      const tellsOfEnd = /\/(delete|merge)$/.test(topic);
      for (const id of subject.ids) {
        const known = times?.get(id) ?? { at: 0, deleted: false };
        times?.set(id, { at: Math.max(triggeredAt, known.at), deleted: known.deleted || tellsOfEnd });
      }
    } else if (subject.kind === 'inventoryLevel') {
      const { inventoryItemId, locationId } = subject;
      levels.set(inventoryItemId, (levels.get(inventoryItemId) ?? new Set()).add(locationId));
    } else if (subject.kind === 'inventoryItem') deletedItems.add(subject.inventoryItemId);
    else if (subject.kind === 'location' || subject.kind === 'shop') shopChanged = true;
  }
  const isUntold = notices.some(each => each.subject.kind === 'untold');
  return { documents, levels, deletedItems, shopChanged, isUntold };
}

async function apply(source: Source, notices: readonly Notice[]): Promise<Applied> {
  const { shopify, findings, signal } = source;
  const { documents, levels, deletedItems, shopChanged, isUntold } = subjectsOf(notices);
  let changed = await applyPrivacy(source, notices);
  // [E34] A catch-up finds the unnamed change. During the first import a catch-up follows anyway.
  if (isUntold && (await isImported(source))) changed += (await catchUp(source)).changed;
  else if (shopChanged) changed += await catchUpShop(source);
  let uncertain = 0;
  for (const [kind, times] of documents) {
    if (times.size === 0) continue;
    const { found, gone, readAt } = await shopify.byIds(kind, [...times.keys()], 'cashier', signal);
    const absent = gone.map(id => {
      const { at = readAt, deleted = false } = times.get(id) ?? {};
      return { id, goneAt: at, isConfirmed: deleted };
    });
    uncertain += absent.filter(each => !each.isConfirmed).length;
    const options = { readNewLevels: true, lane: 'cashier' } as const;
    changed += (await commitReads(source, kind, found, absent, readAt, options)).changed;
    await findings.told(shopify.shop, kind, [...times.keys()]);
  }
  if (deletedItems.size > 0) changed += await dropItems(source, [...deletedItems]);
  if (levels.size > 0) changed += await applyLevels(source, levels);
  return { changed, uncertain };
}

/** Drops the levels of items that Shopify reported as deleted and that a read does not show either. */
async function dropItems(source: Source, itemIds: readonly string[]): Promise<number> {
  const { shopify, mirror, signal } = source;
  const { gone, readAt } = await shopify.levelsOfItems(itemIds, 'background', signal);
  const locationIds = await levelLocations(source);
  const changes = gone.flatMap(itemId =>
    locationIds.map(locationId => {
      const id = inventoryLevelId(itemId, locationId);
      return { kind: 'gone', id, scope: locationId, sourceUpdatedAt: readAt, readAt } as const;
    }),
  );
  return noted(source, 'inventoryLevels', await mirror.commit(shopify.shop, 'inventoryLevels', changes));
}

async function applyLevels(source: Source, levels: Subjects['levels']): Promise<number> {
  const { shopify, mirror, findings, signal } = source;
  const asOf = await asOfNow(source);
  const { found, gone, readAt } = await shopify.levelsOfItems([...levels.keys()], 'cashier', signal);
  let { changed } = await commitLevels(source, found, readAt, asOf);
  const places = (itemId: string) =>
    [...(levels.get(itemId) ?? [])].map(locationId => ({
      id: inventoryLevelId(itemId, locationId),
      scope: locationId,
    }));
  const absent = gone.flatMap(itemId =>
    // The item may be newer than the read: its levels leave, until a read shows them.
    places(itemId).map(each => ({ kind: 'retired', ...each, readAt }) as const),
  );
  const dropped = await mirror.commit(shopify.shop, 'inventoryLevels', absent);
  changed += noted(source, 'inventoryLevels', dropped);
  await findings.told(
    shopify.shop,
    'inventoryLevels',
    [...levels.keys()].flatMap(itemId => places(itemId).map(each => each.id)),
  );
  return changed;
}
