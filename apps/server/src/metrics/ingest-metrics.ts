import type { Ingest, IngestHealth } from '@tidemark/exchange';
import { Gauge, type Registry } from 'prom-client';
import { oneAnswer } from './one-answer.ts';

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

/** Metrics of each shop's mirror, read at each scrape. */
export function addIngestMetrics(registry: Registry, ingests: ReadonlyMap<string, Ingest>): void {
  const healthOf = oneAnswer((ingest: Ingest) => ingest.health());
  const add = (
    name: string,
    help: string,
    labels: readonly string[],
    samplesOf: (health: IngestHealth) => readonly Sample[],
  ): void => {
    new Gauge({
      name,
      help,
      labelNames: ['shop', ...labels],
      registers: [registry],
      async collect() {
        this.reset();
        for (const [shop, ingest] of ingests) {
          for (const [extra, value] of samplesOf(await healthOf(ingest))) this.set({ shop, ...extra }, value);
        }
      },
    });
  };
  add('tidemark_shopify_up', 'Whether Shopify answers', [], ({ shopify }) => [
    [{}, shopify.circuit === 'closed' ? 1 : 0],
  ]);
  add('tidemark_shopify_points', 'Points in the bucket of this app', [], ({ shopify }) =>
    shopify.points === undefined ? [] : [[{}, shopify.points]],
  );
  add('tidemark_read_timestamp_seconds', 'When Shopify was last read completely', [], ({ readAt }) =>
    readAt === undefined ? [] : [[{}, readAt / 1000]],
  );
  add('tidemark_inbox', 'Webhooks by state', ['state'], ({ inbox }) => [
    [{ state: 'waiting' }, inbox.waiting],
    [{ state: 'parked' }, inbox.parked],
  ]);
  add('tidemark_quarantined', 'Documents that do not fit their schema', [], ({ quarantined }) => [
    [{}, quarantined],
  ]);
  add('tidemark_subscriptions_lost', 'Subscriptions that Shopify took away', [], ({ lostSubscriptions }) => [
    [{}, lostSubscriptions],
  ]);
  add('tidemark_webhook_deliveries', 'Deliveries by topic and kind', ['topic', 'kind'], ({ scores }) =>
    scores.flatMap(({ topic, received, repeated, late }): Sample[] => [
      [{ topic, kind: 'received' }, received],
      [{ topic, kind: 'repeated' }, repeated],
      [{ topic, kind: 'late' }, late],
    ]),
  );
  add(
    'tidemark_webhooks_never_arrived',
    'Changes found without a webhook',
    ['collection'],
    ({ neverArrived }) =>
      Object.entries(neverArrived).map(([collection, count]): Sample => [{ collection }, count]),
  );
  add('tidemark_audit_timestamp_seconds', 'When the last audit ended', [], ({ audit }) =>
    audit ? [[{}, Date.parse(audit.finishedAt) / 1000]] : [],
  );
  add('tidemark_audit_documents', 'The last audit by collection', ['collection', 'kind'], ({ audit }) =>
    Object.entries(audit?.collections ?? {}).flatMap(([collection, { compared, repaired }]): Sample[] => [
      [{ collection, kind: 'compared' }, compared],
      [{ collection, kind: 'repaired' }, repaired],
    ]),
  );
}
