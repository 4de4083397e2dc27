import { expect, test } from 'vitest';
import { honest } from './world/plants/plant.ts';
import type { EditKind, Step } from './world/steps/steps.ts';
import { World } from './world/world.ts';

const edits: readonly EditKind[] = [
  'product-title',
  'product-price',
  'stock',
  'customer-edit',
  'order-edit',
  'collection-edit',
  'product-delete',
  'customer-add',
  'order-refund',
];

test('[W4] [E13] an hour without a single webhook, and a lagging search index: nothing is missing, and all that was lost is counted', async () => {
  const world = await World.open(7, honest);
  try {
    await world.take({ do: 'fault', fault: { kind: 'webhooks', effect: 'drop' } });
    // Longer than the overlap of catch-ups: no catch-up returns for what the index shows this late.
    await world.take({ do: 'fault', fault: { kind: 'search-lag', ms: 20 * 60_000 } });
    await world.take({ do: 'hide', which: 4 });
    for (let minute = 0; minute < 60; minute += 2) {
      const what = edits[(minute / 2) % edits.length] as EditKind;
      await world.take({ do: 'edit', what, which: minute, value: 100 + minute });
      await world.take({ do: 'pass', minutes: 2 });
      if (minute % 10 === 0) await world.take({ do: 'catch-up' });
    }
    const lost = lostDocuments(world);
    expect(lost.size).toBeGreaterThan(15);
    expect(await world.mirrorDifferences()).not.toEqual([]);

    await world.take({ do: 'catch-up' });
    await world.take({ do: 'audit' });

    expect(await world.mirrorDifferences()).toEqual([]);
    await world.take({ do: 'pass', minutes: 16 });
    const { webhooks } = await world.status();
    expect(webhooks.expected).toBe(true);
    expect(webhooks.neverArrived).toEqual(countBy(lost));
    expect(webhooks.topics.map(each => each.topic)).toEqual(['bulk_operations/finish']);
    expect(await world.settle()).toEqual([]);
  } finally {
    await world.dispose();
  }
});

test('[W4] [E13] webhooks that come at last are taken off what is counted as lost', async () => {
  const world = await World.open(8, honest);
  try {
    const held: Step = { do: 'fault', fault: { kind: 'webhooks', effect: 'delay', ms: 30 * 60_000 } };
    await world.take(held);
    await world.take({ do: 'edit', what: 'product-title', which: 0, value: 1 });
    await world.take({ do: 'edit', what: 'customer-edit', which: 0, value: 2 });
    await world.take({ do: 'catch-up' });
    await world.take({ do: 'pass', minutes: 16 });
    expect((await world.status()).webhooks.neverArrived).toEqual({ products: 1, customers: 1 });

    await world.take({ do: 'pass', minutes: 20 });
    expect(await world.settle()).toEqual([]);

    const { webhooks } = await world.status();
    expect(webhooks.neverArrived).toEqual({});
    expect(webhooks.topics.filter(each => each.late > 0).map(each => each.topic)).toEqual([
      'customers/update',
      'products/update',
    ]);
  } finally {
    await world.dispose();
  }
});

const collectionOf: Record<string, string> = {
  products: 'products',
  collections: 'productCollections',
  customers: 'customers',
  inventory_levels: 'inventoryLevels',
  orders: 'orders',
  refunds: 'orders',
};

/** The mirrored documents whose webhook was lost, as `collection id`. */
function lostDocuments({ simulator }: World): Set<string> {
  const oldest = simulator.now() - 60 * 86_400_000;
  const isMirrored = (collection: string, id: string) =>
    collection !== 'orders' || (simulator.store.orders.get(id)?.createdAt ?? 0) >= oldest;
  return new Set(
    simulator.webhooks.deliveries
      .filter(each => each.status === 'dropped')
      .map(each => [collectionOf[each.topic.split('/')[0] ?? ''] ?? '', each.subjectId] as const)
      .filter(([collection, id]) => collection !== '' && isMirrored(collection, id))
      .map(([collection, id]) => `${collection} ${id}`),
  );
}

function countBy(documents: Iterable<string>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [collection = ''] of [...documents].map(each => each.split(' ')))
    counts[collection] = (counts[collection] ?? 0) + 1;
  return counts;
}
