import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { CacheEvent } from '../caches/caches.ts';
import { ComingChanges } from './coming-changes.ts';

const change = (id: number): CacheEvent => ({ collection: 'orders', id: String(id), document: undefined });

const steps = fc.array(
  fc.oneof(
    fc.integer({ min: 0, max: 1_500 }).map(count => ({ do: 'add', count }) as const),
    fc.integer({ min: 0, max: 1_500 }).map(count => ({ do: 'next', count }) as const),
    fc.integer({ min: 2, max: 7 }).map(every => ({ do: 'take out', every }) as const),
    fc.constant({ do: 'clear' } as const),
  ),
  { maxLength: 12 },
);

test.prop([steps], { numRuns: 100 })(
  '[T35] changes that wait are taken once, in their order, also around those that are taken out',
  all => {
    const coming = new ComingChanges();
    let waiting: string[] = [];
    let made = 0;
    for (const step of all) {
      if (step.do === 'add') {
        const changes = Array.from({ length: step.count }, () => change(made++));
        coming.add(changes);
        waiting.push(...changes.map(({ id }) => id));
      } else if (step.do === 'next') {
        for (let n = 0; n < step.count; n++) expect(coming.next()?.id).toBe(waiting.shift());
      } else if (step.do === 'take out') {
        const isWanted = (id: string) => Number(id) % step.every === 0;
        expect(coming.takeOut(({ id }) => isWanted(id)).map(({ id }) => id)).toEqual(
          waiting.filter(isWanted),
        );
        waiting = waiting.filter(id => !isWanted(id));
      } else {
        coming.clear();
        waiting = [];
      }
      expect(coming.isEmpty).toBe(waiting.length === 0);
    }
  },
);
