import { randomUUID } from 'node:crypto';
import { checks, reportText, runChecks, type RunOptions } from '@tidemark/conformance';
import { expect, test } from 'vitest';
import { Path } from '../path.ts';
import { changesOf } from './shop-changes.ts';

test('[W9] the server keeps every rule of the protocol that can be tried from outside', async () => {
  await using path = await Path.open();
  await path.imported();
  const results = await runChecks({
    account: { server: path.server.origin, shop: 'tidemark-demo.myshopify.com', staff: 'demo', pin: '1234' },
    write: true,
    writeSale: true,
    change: changesOf(path.simulator),
    origin: 'http://localhost:5173',
    newId: randomUUID,
    now: Date.now,
  } satisfies RunOptions);

  expect(
    results.filter(each => each.outcome !== 'kept'),
    reportText(results),
  ).toEqual([]);
  expect(results.map(each => each.id).sort()).toEqual(checks.map(each => each.id).sort());
});

test('[W9] without leave to write and without changes, what needs them is not tried, and nothing is written', async () => {
  await using path = await Path.open();
  await path.imported();
  const before = await path.server.store.records.heads('tidemark-demo.myshopify.com');
  const results = await runChecks({
    account: { server: path.server.origin, shop: 'tidemark-demo.myshopify.com', staff: 'demo', pin: '1234' },
    isWanted: each => !each.isSlow,
    newId: randomUUID,
    now: Date.now,
  });

  expect(
    results.filter(each => each.outcome === 'broken'),
    reportText(results),
  ).toEqual([]);
  expect(results.filter(each => each.outcome === 'not-tried').map(each => each.id)).toEqual(
    checks.filter(each => each.needs).map(each => each.id),
  );
  expect(await path.server.store.records.heads('tidemark-demo.myshopify.com')).toEqual(before);
});
