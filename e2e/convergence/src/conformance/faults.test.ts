import { randomUUID } from 'node:crypto';
import { reportText, runChecks, type Check } from '@tidemark/conformance';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Path } from '../path.ts';
import { faults } from './faults.ts';
import { FaultyProxy, type Fault } from './faulty-proxy.ts';
import { changesOf } from './shop-changes.ts';

let path: Path;

beforeAll(async () => {
  path = await Path.open({ products: 24 });
  await path.imported();
});

afterAll(() => path[Symbol.asyncDispose]());

async function tried(fault: Fault, isWanted: (check: Check) => boolean) {
  await using proxy = await FaultyProxy.open(path.server.origin, fault);
  return await runChecks({
    account: { server: proxy.origin, shop: 'tidemark-demo.myshopify.com', staff: 'demo', pin: '1234' },
    write: true,
    change: changesOf(path.simulator),
    patienceMs: 1500,
    isWanted: each => !each.isSlow && each.id !== 'C-S2' && isWanted(each),
    newId: randomUUID,
    now: Date.now,
  });
}

const brokenOf = (results: Awaited<ReturnType<typeof tried>>) =>
  results.filter(each => each.outcome === 'broken').map(each => each.id);

test('[W9] a proxy that changes nothing breaks no rule', async () => {
  const results = await tried(
    async () => undefined,
    () => true,
  );

  expect(brokenOf(results), reportText(results)).toEqual([]);
});

test.each(Object.entries(faults))(
  '[W9] a server that %s is found',
  async (_name, { breaks, after = [], make }) => {
    const results = await tried(make(), each => [...breaks, ...after].includes(each.id));

    expect(brokenOf(results), reportText(results)).toEqual(expect.arrayContaining([...breaks]));
  },
);
