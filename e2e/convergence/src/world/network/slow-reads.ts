import type { Shopify } from '@tidemark/shopify';
import { over } from '../plants/plant.ts';

interface Slow {
  readonly id: string;
  readonly begun: PromiseWithResolvers<void>;
  readonly answered: PromiseWithResolvers<void>;
}

/** A read of a product that began before Shopify's database showed it, and whose answer comes late. */
export interface SlowRead {
  readonly begun: Promise<void>;
  /** Lets its answer arrive; a read that has not begun by then will not be slow. */
  end(): void;
}

/** Reads of products by id; one of them may be slow. */
export class SlowReads {
  #next: Slow | undefined;

  over(shopify: Shopify): Shopify {
    return over(shopify, {
      byIds: async (kind, ids, lane, signal) => {
        const slow = this.#next;
        if (kind !== 'products' || !slow || !ids.includes(slow.id))
          return shopify.byIds(kind, ids, lane, signal);
        this.#next = undefined;
        const reads = await shopify.byIds(kind, ids, lane, signal);
        slow.begun.resolve();
        await slow.answered.promise;
        return {
          ...reads,
          found: reads.found.filter(each => idOf(each) !== slow.id),
          gone: [...reads.gone, slow.id],
        };
      },
    });
  }

  /** The next read of this product is slow. */
  next(id: string): SlowRead {
    const slow: Slow = { id, begun: Promise.withResolvers(), answered: Promise.withResolvers() };
    this.#next = slow;
    return {
      begun: slow.begun.promise,
      end: () => {
        if (this.#next === slow) this.#next = undefined;
        slow.answered.resolve();
      },
    };
  }
}

function idOf(read: { readonly document: { readonly id: string } } | { readonly id: string }): string {
  return 'document' in read ? read.document.id : read.id;
}
