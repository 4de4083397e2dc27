import type { Records } from '@tidemark/mirror';
import { Gauge, type Registry } from 'prom-client';

export interface JournalMetricsParts {
  readonly records: Pick<Records, 'journalState'>;
  readonly shops: () => Iterable<string>;
  readonly now: () => number;
}

/** Metrics of the journals of each shop's tills, read at each scrape. */
export function addJournalMetrics(registry: Registry, { records, shops, now }: JournalMetricsParts): void {
  new Gauge({
    name: 'tidemark_journal',
    help: 'Series with missing records, records under the number of another, sales with flaws that wait',
    labelNames: ['shop', 'kind'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const shop of shops()) {
        const { gapCount, forks, flawed } = await records.journalState(shop, now());
        this.set({ shop, kind: 'gaps' }, gapCount);
        this.set({ shop, kind: 'forks' }, forks);
        this.set({ shop, kind: 'flawed' }, flawed);
      }
    },
  });
}
