/**
 * The backup's part of the benchmark of holds: commits levels by the thousand to the mirror in `MIRROR_FILE`, as an
 * import does, and reads pages, while the mirror is copied twice.
 */
import { rmSync } from 'node:fs';
import { openSqliteMirror, type Change } from '@tidemark/mirror';
import { anInventoryLevel } from '@tidemark/schema/testing';

const shop = 'tidemark-demo.myshopify.com';
const file = process.env['MIRROR_FILE'] ?? '';
await using store = await openSqliteMirror({ file, newEpoch: () => 'e1' });
let isOver = false;
const copying = (async () => {
  for (const to of [`${file}.copy-1`, `${file}.copy-2`]) {
    await store.backUp(to);
    rmSync(to);
  }
})().finally(() => (isOver = true));
for (let round = 0; !isOver; round++) {
  const changes = Array.from({ length: 1_000 }, (_, n): Change => {
    const [inventoryItemId, locationId] = [String(80_000_000 + n * 7), '77'];
    const id = `${inventoryItemId}@${locationId}`;
    const document = anInventoryLevel({ id, inventoryItemId, locationId, available: round });
    return { kind: 'present', document, scope: locationId, sourceUpdatedAt: round + 1, readAt: round + 1 };
  });
  await store.mirror.commit(shop, 'inventoryLevels', changes);
  await store.mirror.changesAfter(shop, 'products', '', undefined, 1_000);
}
await copying;
// The watch writes its notes once a second.
await new Promise(resolve => setTimeout(resolve, 2_500));
