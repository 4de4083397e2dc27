import type { Submit } from '@tidemark/exchange';
import { Gauge, type Registry } from 'prom-client';
import { oneAnswer } from './one-answer.ts';

export interface SubmitMetricsParts {
  readonly submits: ReadonlyMap<string, Submit>;
  readonly now: () => number;
}

const states = ['waiting', 'refused', 'accepted', 'resolved'] as const;

/** Metrics of records on their way to Shopify, read at each scrape. */
export function addSubmitMetrics(registry: Registry, { submits, now }: SubmitMetricsParts): void {
  const healthOf = oneAnswer((submit: Submit) => submit.health());
  new Gauge({
    name: 'tidemark_submissions',
    help: 'What tills wrote, by collection and state',
    labelNames: ['shop', 'collection', 'state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [shop, submit] of submits) {
        const { counts } = await healthOf(submit);
        for (const [collection, way] of Object.entries(counts))
          for (const state of states) this.set({ shop, collection, state }, way[state]);
      }
    },
  });
  new Gauge({
    name: 'tidemark_submission_held_up_seconds',
    help: 'How long nothing of a kind went through; absent while it goes on',
    labelNames: ['shop', 'kind'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [shop, submit] of submits) {
        for (const { kind, since } of submit.troubles())
          this.set({ shop, kind }, Math.max(0, now() - since) / 1000);
      }
    },
  });
  new Gauge({
    name: 'tidemark_submission_oldest_waiting_seconds',
    help: 'Age of the oldest that waits for Shopify',
    labelNames: ['shop', 'collection'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [shop, submit] of submits) {
        const { counts } = await healthOf(submit);
        for (const [collection, { oldestWaiting }] of Object.entries(counts)) {
          const age = oldestWaiting === null ? 0 : Math.max(0, now() - Date.parse(oldestWaiting)) / 1000;
          this.set({ shop, collection }, age);
        }
      }
    },
  });
}
