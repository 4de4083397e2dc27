import { stored } from '@tidemark/conflict';
import type { InventoryLevel, SaleSubmission } from '@tidemark/schema';
import { aSale, anInventoryLevel, anUnpricedLine } from '@tidemark/schema/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StockBook } from './stock-book.ts';

type Step = { readonly do: (typeof steps)[number]; readonly of: number };

const steps = ['ring-up', 'push', 'accept', 'read-level', 'pull-sales', 'pull-level'] as const;
const initial = 1_000;

/** One item, one till. Shopify counts what it accepted, and the server reads all of it. */
class World {
  readonly #sales: { submission: SaleSubmission; known: SaleSubmission; quantity: number }[] = [];
  #book = new StockBook();
  #seq = 1;
  #salesHead = 1;
  #held: number | undefined;
  #mirrored: InventoryLevel = { ...anInventoryLevel({ available: initial }), rev: '0'.repeat(16) };

  constructor() {
    this.apply({ do: 'pull-level', of: 0 });
  }

  apply({ do: what, of }: Step): void {
    const sale = this.#sales[of % Math.max(this.#sales.length, 1)];
    if (what === 'ring-up') {
      this.#sales.push({ submission: null, known: null, quantity: 1 + (of % 3) });
      this.#tell(this.#sales.length - 1);
    } else if (what === 'push' && sale?.submission === null) {
      sale.submission = stored;
      this.#salesHead = ++this.#seq;
    } else if (what === 'accept' && sale?.submission?.state === 'waiting') {
      const after = `e1:${this.#salesHead}`;
      sale.submission = { state: 'accepted', after, orderId: '1', orderName: '#1', differences: [] };
      this.#salesHead = ++this.#seq;
    } else if (what === 'read-level') {
      this.#mirrored = {
        ...this.#mirrored,
        available: this.inShopify,
        asOf: { sales: `e1:${this.#salesHead}`, stockMoves: 'e1:0' },
      };
    } else if (what === 'pull-sales') this.#pullSales();
    else if (what === 'pull-level') this.#book.setLevel(this.#mirrored.id, this.#mirrored);
  }

  settle(): void {
    for (const [of] of this.#sales.entries())
      for (const step of ['push', 'accept'] as const) this.apply({ do: step, of });
    for (const step of ['read-level', 'pull-sales', 'pull-level'] as const) this.apply({ do: step, of: 0 });
  }

  get shown(): number | undefined {
    return this.#book.available('9101', '1');
  }

  get truth(): number {
    return initial - this.#sales.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  get inShopify(): number {
    const accepted = this.#sales.filter(each => each.submission?.state === 'accepted');
    return initial - accepted.reduce((sum, { quantity }) => sum + quantity, 0);
  }

  #pullSales(): void {
    this.#held = this.#salesHead;
    for (const [index, sale] of this.#sales.entries()) {
      if (sale.submission !== null) sale.known = sale.submission;
      this.#tell(index);
    }
    const held = { epoch: 'e1', seq: this.#held };
    this.#book.setHeld({ sales: held, stockMoves: held }, 'e1');
  }

  #tell(index: number): void {
    const { known, quantity } = this.#sales[index]!;
    const line = anUnpricedLine({ quantity });
    this.#book.setSale({ ...aSale({ id: `sale-${1000 + index}` }, [line]), submission: known });
  }
}

const step = fc.record({ do: fc.constantFrom(...steps), of: fc.nat({ max: 20 }) });

test('[T18] [T19] no sale is taken off twice and none is forgotten, in whatever order news arrives', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), taken => {
      const world = new World();
      for (const each of taken) {
        world.apply(each);
        expect(world.shown).toBe(world.truth);
      }
      world.settle();
      expect(world.shown).toBe(world.inShopify);
    }),
    { numRuns: 2_000 },
  );
});
