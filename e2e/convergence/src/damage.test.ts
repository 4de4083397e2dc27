import { DatabaseSync } from 'node:sqlite';
import { memoryKeep, memoryStorage } from '@tidemark/till/testing';
import { expect, test } from 'vitest';
import { offered, Path } from './path.ts';

test('[E18] a row deleted, and one changed, behind the mirror’s back are found by the audit and repaired; no till is cleared', async () => {
  await using path = await Path.open();
  const keep = memoryKeep();
  const rxStorage = memoryStorage();
  const till = await path.readyTill({ keep, rxStorage } as never);
  await till[Symbol.asyncDispose]();
  const [lost, changed] = path.simulator.store.records().products.filter(each => each.status === 'ACTIVE');
  await path.restartServer(file => {
    using database = new DatabaseSync(file);
    database.prepare(`delete from document where collection = 'products' and id = ?`).run(lost!.id);
    database
      .prepare(
        `update document set body = json_set(body, '$.title', 'Changed by hand')
          where collection = 'products' and id = ?`,
      )
      .run(changed!.id);
    const levels = `delete from document where collection = 'inventoryLevels' and id in
      (select id from document where collection = 'inventoryLevels' and deleted = 0 order by id limit 2)`;
    database.exec(levels);
  });

  await path.ingest.audit();

  const { audit, webhooks } = await path.ingest.status('test', '');
  expect(audit?.collections.products).toMatchObject({ compared: 40, repaired: 2 });
  expect(audit?.collections.inventoryLevels).toMatchObject({ repaired: 2 });
  expect(webhooks.neverArrived).toEqual({});

  const again = await path.readyTill({ keep, rxStorage } as never);
  const entry = await again.sync('manual');

  expect(entry).toMatchObject({ outcome: 'up-to-date', repaired: 0 });
  expect(offered(again)).toEqual(path.expected());
  await path.ingest.audit();
  const second = await path.ingest.status('test', '');
  expect(second.audit?.collections.products).toMatchObject({ compared: 40, repaired: 0 });
  expect(second.audit?.collections.inventoryLevels).toMatchObject({ repaired: 0 });
});
