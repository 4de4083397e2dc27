import { overlapMs } from '@tidemark/exchange/testing';
import type { Ingest } from '@tidemark/exchange';
import type { Change } from '@tidemark/mirror';
import { entryHash, formatHash, parseHash, xorHash } from '@tidemark/protocol';
import type { Product } from '@tidemark/schema';
import { honest, over, type Plant } from './plant.ts';
import { effectPlants } from './effect-plants.ts';
import { erasurePlants } from './erasure-plants.ts';
import { journalPlants } from './journal-plants.ts';
import { sellingPlants } from './selling-plants.ts';
import { tillPlants } from './till-plants.ts';

/** A document that a read does not show is retired, although a later read showed it. */
export const olderReadRetires: Plant = {
  ...honest,
  name: 'older-read-retires',
  mirror: mirror => {
    const newest = new Map<string, number>();
    return over(mirror, {
      async commit(shop, collection, changes, watermark) {
        const blind = changes.map((change): Change => {
          const id = change.kind === 'present' ? change.document.id : change.id;
          const key = `${collection} ${change.scope} ${id}`;
          const readAt = Math.max(newest.get(key) ?? 0, change.readAt);
          newest.set(key, readAt);
          return change.kind === 'retired' ? { ...change, readAt } : change;
        });
        return mirror.commit(shop, collection, blind, watermark);
      },
    });
  },
};

export const plants: readonly Plant[] = [
  honest,
  {
    ...honest,
    name: 'no-overlap',
    shopify: shopify =>
      over(shopify, {
        updatedSince: (kind, since, signal) =>
          shopify.updatedSince(kind, since && since + overlapMs + 1000, signal),
        deletedSince: (since, signal) => shopify.deletedSince(since && since + overlapMs + 1000, signal),
        levelsUpdatedSince: (id, since, signal) =>
          shopify.levelsUpdatedSince(id, since && since + overlapMs + 1000, signal),
      }),
  },
  {
    ...honest,
    name: 'watermark-early',
    shopify: (shopify, store) =>
      over(shopify, {
        async *updatedSince(kind, since, signal) {
          for await (const page of shopify.updatedSince(kind, since, signal)) {
            const newest = Math.max(0, ...page.items.map(each => each.updatedAt ?? 0));
            const value = String(newest + 2 * overlapMs);
            if (newest > 0) await store.mirror.setWatermark(shopify.shop, { resource: kind, value });
            yield page;
          }
        },
      }),
  },
  {
    ...honest,
    name: 'apply-payload',
    body: async (mirror, shop, topic, body, now) => {
      if (topic !== 'products/update') return;
      const payload = JSON.parse(body) as { id: number; title: string };
      const id = String(payload.id);
      const [text] = (await mirror.documents(shop, 'products', '', [id])).documents;
      const stored = text === undefined ? undefined : (JSON.parse(text) as Product & { _deleted: boolean });
      if (!stored || stored._deleted) return;
      const { rev: _rev, _deleted, ...product } = stored;
      const document = { ...product, title: payload.title };
      const change: Change = { kind: 'present', document, scope: '', sourceUpdatedAt: now, readAt: now };
      await mirror.commit(shop, 'products', [change]);
    },
  },
  {
    ...honest,
    name: 'timestamp-checkpoint',
    // A clock's checkpoint passes what was committed while the page was read, or with an earlier timestamp.
    mirror: mirror =>
      over(mirror, {
        async changesAfter(shop, collection, scope, from, limit) {
          const page = await mirror.changesAfter(shop, collection, scope, from, limit);
          await new Promise(resolve => setTimeout(resolve, 10));
          const { checkpoint } = await mirror.digest(shop, collection, scope);
          return page.documents.length > 0 ? { ...page, checkpoint, head: checkpoint } : page;
        },
      }),
  },
  {
    ...honest,
    name: 'tombstones-in-digest',
    mirror: mirror => {
      const ghosts = new Map<string, { id: string; rev: string }[]>();
      return over(mirror, {
        async commit(shop, collection, changes, watermark) {
          for (const change of changes) {
            if (change.kind !== 'gone') continue;
            const { documents } = await mirror.documents(shop, collection, change.scope, [change.id]);
            const old = documents.map(
              text => JSON.parse(text) as { id: string; rev: string; _deleted: boolean },
            );
            const key = `${collection} ${change.scope}`;
            ghosts.set(key, [...(ghosts.get(key) ?? []), ...old.filter(each => !each._deleted)]);
          }
          return mirror.commit(shop, collection, changes, watermark);
        },
        async changesAfter(shop, collection, scope, from, limit) {
          const page = await mirror.changesAfter(shop, collection, scope, from, limit);
          if (!page.digest) return page;
          const forgotten = ghosts.get(`${collection} ${scope}`) ?? [];
          const hash = forgotten.reduce(
            (sum, { id, rev }) => xorHash(sum, entryHash(id, rev)),
            parseHash(page.digest.hash),
          );
          return { ...page, digest: { count: page.digest.count + forgotten.length, hash: formatHash(hash) } };
        },
      });
    },
  },
  {
    ...honest,
    name: 'shared-catch-up',
    ingest: ingest => {
      let running: ReturnType<Ingest['catchUp']> | undefined;
      return over(ingest, {
        catchUp: locationId => {
          running ??= ingest.catchUp(locationId).finally(() => (running = undefined));
          return running;
        },
      });
    },
  },
  olderReadRetires,
  ...sellingPlants,
  ...journalPlants,
  ...erasurePlants,
  ...effectPlants,
  ...tillPlants,
];
