import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import { customerFields, type CustomerField } from '../steps/selling-steps.ts';

type Fields = Readonly<Record<CustomerField, string | null>>;

interface Snapshot {
  readonly levels: ReadonlyMap<string, { readonly available: number; readonly isActive: boolean }>;
  readonly customers: ReadonlyMap<string, Fields>;
  /** The sales that have orders. */
  readonly sales: ReadonlySet<string>;
}

/** What the merchant made of stock and customers; tills must have done the rest. */
export class ShopLedger {
  readonly #simulator: ShopifySimulator;
  /** Units by level, had no till ever written. */
  readonly #levels = new Map<string, number>();
  readonly #customers = new Map<string, Fields>();
  /** Values that the shop gave a customer's field, by "id field". */
  readonly #written = new Map<string, Set<string | null>>();
  /** Levels that were not stocked at some time: what orders did to them then is up to Shopify. */
  readonly #unsure = new Set<string>();
  /**
   * Sales whose order the shop deleted, and whether the mirror knew of the order by then: where it did not, the server
   * looks for the order, finds none, and makes another.
   */
  readonly deletedOrdersOf = new Map<string, 'known' | 'unknown'>();
  readonly #isAccepted: (saleId: string) => boolean;
  #isRestored = false;

  /** `isAccepted`: whether the mirror recorded an order of the sale. */
  constructor(simulator: ShopifySimulator, isAccepted: (saleId: string) => boolean) {
    this.#simulator = simulator;
    this.#isAccepted = isAccepted;
    this.#note({ levels: new Map(), customers: new Map(), sales: new Set() }, this.#look());
  }

  /** The mirror continues as a copy, and may have lost orders that it recorded. */
  restored(): void {
    this.#isRestored = true;
    for (const id of this.deletedOrdersOf.keys()) this.deletedOrdersOf.set(id, 'unknown');
  }

  /** Runs a synchronous change by the merchant, and notes what it changed. */
  by(act: () => void): void {
    const before = this.#look();
    act();
    this.#note(before, this.#look());
  }

  /** What a level would hold without tills; undefined where that is unknown. */
  units(levelId: string): number | undefined {
    return this.#unsure.has(levelId) ? undefined : this.#levels.get(levelId);
  }

  /** The shop's last value of a field, had no till ever written; undefined of a customer whom it does not know. */
  value(customerId: string, field: CustomerField): string | null | undefined {
    return this.#customers.get(customerId)?.[field];
  }

  hasWritten(customerId: string, field: CustomerField, value: string | null): boolean {
    return this.#written.get(`${customerId} ${field}`)?.has(value) ?? false;
  }

  #look(): Snapshot {
    const { levels, customers, orders } = this.#simulator.store;
    const fieldsOf = (customer: { readonly [field in CustomerField]?: string | undefined }): Fields => ({
      firstName: customer.firstName ?? null,
      lastName: customer.lastName ?? null,
      note: customer.note ?? null,
    });
    return {
      levels: new Map(
        [...levels].map(([id, { available, isActive }]) => [id, { available, isActive }] as const),
      ),
      customers: new Map([...customers].map(([id, customer]) => [id, fieldsOf(customer)] as const)),
      sales: new Set([...orders.values()].flatMap(each => each.sourceIdentifier ?? [])),
    };
  }

  #note(before: Snapshot, after: Snapshot): void {
    const isKnown = (id: string) => this.#isAccepted(id) && !this.#isRestored;
    for (const id of before.sales)
      if (!after.sales.has(id)) this.deletedOrdersOf.set(id, isKnown(id) ? 'known' : 'unknown');
    for (const [id, { available, isActive }] of after.levels) {
      const change = available - (before.levels.get(id)?.available ?? 0);
      this.#levels.set(id, (this.#levels.get(id) ?? 0) + change);
      if (!isActive) this.#unsure.add(id);
    }
    for (const [id, fields] of after.customers) {
      const was = before.customers.get(id);
      // Created by a till: the shop wrote only some of its fields.
      if (was && !this.#customers.has(id)) continue;
      const own = { ...(this.#customers.get(id) ?? fields) };
      for (const field of customerFields) {
        if (was && was[field] === fields[field]) continue;
        own[field] = fields[field];
        const key = `${id} ${field}`;
        this.#written.set(key, (this.#written.get(key) ?? new Set()).add(fields[field]));
      }
      this.#customers.set(id, own);
    }
  }
}
