import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Ingest } from '@tidemark/exchange';
import type { Records, StoreError } from '@tidemark/mirror';
import { addIngestMetrics } from './ingest-metrics.ts';
import { addJournalMetrics } from './journal-metrics.ts';
import type { Streams } from '../stream/streams.ts';
import { addSubmitMetrics, type SubmitMetricsParts } from './submit-metrics.ts';

/** The metrics for Prometheus. */
export function createMetrics(
  streams: () => Streams,
  shops: SubmitMetricsParts & {
    readonly ingests: ReadonlyMap<string, Ingest>;
    readonly records: Pick<Records, 'journalState'>;
  },
  storeTrouble: () => StoreError | undefined,
) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'tidemark_streams',
    help: 'Tills with an open stream',
    registers: [registry],
    collect() {
      this.set(streams().size);
    },
  });
  new Gauge({
    name: 'tidemark_store_up',
    help: 'Whether the last write to the mirror was stored',
    registers: [registry],
    collect() {
      this.set(storeTrouble() ? 0 : 1);
    },
  });
  addIngestMetrics(registry, shops.ingests);
  addSubmitMetrics(registry, shops);
  addJournalMetrics(registry, {
    ...{ records: shops.records, now: shops.now },
    shops: () => shops.ingests.keys(),
  });
  const webhooks = new Counter({
    name: 'tidemark_webhooks_total',
    help: 'Webhooks by result',
    labelNames: ['result'],
    registers: [registry],
  });
  const requests = new Histogram({
    name: 'tidemark_request_seconds',
    help: 'Requests by route',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 5],
    registers: [registry],
  });
  return { registry, webhooks, requests };
}
