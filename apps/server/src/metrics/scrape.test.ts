import type { Ingest, Submit } from '@tidemark/exchange';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { addIngestMetrics } from './ingest-metrics.ts';
import { addSubmitMetrics } from './submit-metrics.ts';

test('[A22] a scrape asks once how ingest stands, and once how submitting does, each time anew', async () => {
  const asked = { ingest: 0, submit: 0 };
  const ingest = {
    health: async () => {
      const parked = ++asked.ingest;
      return {
        ...{ shopify: { circuit: 'closed' }, inbox: { waiting: 0, parked }, scores: [], neverArrived: {} },
        ...{ quarantined: 0, lostSubscriptions: 0 },
      };
    },
  } as unknown as Ingest;
  const way = { waiting: 0, refused: 0, accepted: 0, resolved: 0, oldestWaiting: null };
  const submit = {
    health: async () => {
      asked.submit++;
      return { counts: { sales: way } };
    },
    troubles: () => [],
  } as unknown as Submit;
  const registry = new Registry();
  addIngestMetrics(registry, new Map([['a.myshopify.com', ingest]]));
  addSubmitMetrics(registry, { submits: new Map([['a.myshopify.com', submit]]), now: () => 0 });

  await registry.metrics();
  const second = await registry.metrics();

  expect(asked).toEqual({ ingest: 2, submit: 2 });
  expect(second).toContain('tidemark_inbox{shop="a.myshopify.com",state="parked"} 2');
});
