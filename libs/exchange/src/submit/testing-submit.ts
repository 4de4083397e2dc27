import { judgePush } from '@tidemark/conflict';
import type { JudgeRow, MirrorStore, PushedState } from '@tidemark/mirror';
import { openMemoryMirror } from '@tidemark/mirror/testing';
import { aSale } from '@tidemark/schema/testing';
import type { CustomerEdit, RecordName, Sale, StockCorrection } from '@tidemark/schema';
import type {
  AcceptedOrder,
  CustomerFields,
  OrderPlacement,
  Shopify,
  ShopifyWrites,
} from '@tidemark/shopify';
import { expect } from 'vitest';
import type { IngestEvent } from '../events.ts';
import { openSubmit, type SubmitOptions } from './open-submit.ts';
import type { Submit } from './submit.ts';

export const shop = 'a.myshopify.com';

type FakeCustomer = Required<CustomerFields>;

const nobody: FakeCustomer = { firstName: null, lastName: null, email: null, phone: null, note: null };

/** The placement of an order whose goods left the location of `aSale`, as far as anyone knows. */
const asSold: OrderPlacement = { retailLocationId: aSale().locationId, fulfilled: [], isWhole: false };

/** A fake Shopify made of a few maps; it does what it is told and answers as a test wants. */
class FakeShopify {
  readonly orders = new Map<string, AcceptedOrder>();
  readonly customers = new Map<string, FakeCustomer>();
  readonly adjusted = new Map<string, number>();
  /** Corrections by key: a key that is sent again has no second effect. */
  readonly corrected = new Map<string, StockCorrection['changes']>();
  readonly calls: string[] = [];
  readonly reads: string[] = [];
  readonly orderedFor: (string | null)[] = [];
  /** The fate of the next creates, in order. */
  next: ('lost' | 'down' | 'limit' | 'refuse')[] = [];
  /** Placements by order id; an order without one is placed as its sale says. */
  readonly placements = new Map<string, OrderPlacement>();
  /** Sales whose orders exist but are not shown. */
  readonly hidden = new Set<string>();
  /** The marks by which new customers without e-mail and phone are found. */
  readonly marks = new Map<string, string>();

  readonly writes = {
    ensureSaleId: async () => {
      this.calls.push('ensure');
      return true;
    },
    placementOf: async orderId => this.placements.get(orderId) ?? asSold,
    orderOfSale: async ({ id }) => {
      this.calls.push(`look-up ${id}`);
      return this.hidden.has(id) ? undefined : this.orders.get(id);
    },
    createOrder: async (sale, customerId) => {
      const fate = this.next.shift();
      this.calls.push(`create ${sale.id}`);
      if (fate === 'refuse') return { kind: 'refused', reason: 'Variant does not exist' };
      if (fate === 'limit')
        return { kind: 'turned-away', reason: 'too many', retryAfterMs: 15_000, isOrderLimit: true };
      if (fate === 'down') return { kind: 'unanswered', reason: 'down' };
      if (this.hidden.has(sale.id)) return { kind: 'unanswered', reason: 'taken', isThere: true };
      if (this.orders.has(sale.id)) throw new Error(`${sale.id} is two orders`);
      const { subtotal, tax, total } = sale.totals;
      const number = String(1000 + this.orders.size);
      const order = {
        orderId: number,
        orderName: `#${number}`,
        money: { subtotal, tax, total, paid: total },
      };
      this.orders.set(sale.id, order);
      this.orderedFor.push(customerId);
      return fate === 'lost' ? { kind: 'unanswered', reason: 'lost' } : { kind: 'accepted', as: order };
    },
    customerWith: async ({ email }) => {
      const found = [...this.customers].find(([, each]) => email && each.email === email);
      return found && { id: found[0], firstName: found[1].firstName, lastName: found[1].lastName };
    },
    customerMarked: async mark => this.marks.get(mark),
    createCustomer: async fields => {
      const fate = this.next.shift();
      const { email = null } = fields;
      const owner = [...this.customers].find(([, each]) => email && each.email === email);
      if (owner) return { kind: 'refused', reason: 'Email has already been taken', takenBy: owner[0] };
      const id = String(100 + this.customers.size);
      this.customers.set(id, { ...nobody, ...fields });
      return fate === 'lost' ? { kind: 'unanswered', reason: 'lost' } : { kind: 'accepted', as: id };
    },
    updateCustomer: async (id, { email, ...fields }) => {
      const texts = email === undefined ? fields : { ...fields, email: email?.toLowerCase() ?? null };
      this.customers.set(id, { ...nobody, ...this.customers.get(id), ...texts });
      return { kind: 'accepted', as: id };
    },
    setAddress: async id => ({ kind: 'accepted', as: id }),
    adjustStock: async ({ delta }, key) => {
      const fate = this.next.shift();
      this.adjusted.set(key, delta);
      return fate === 'lost' ? { kind: 'unanswered', reason: 'lost' } : { kind: 'accepted', as: undefined };
    },
    correctStock: async ({ changes }, saleId, key) => {
      const fate = this.next.shift();
      this.calls.push(`correct ${saleId} ${key}`);
      if (fate === 'refuse') return { kind: 'refused', reason: 'not stocked at the location' };
      if (fate === 'down') return { kind: 'unanswered', reason: 'down' };
      this.corrected.set(key, changes);
      return fate === 'lost' ? { kind: 'unanswered', reason: 'lost' } : { kind: 'accepted', as: undefined };
    },
  } satisfies ShopifyWrites as { -readonly [K in keyof ShopifyWrites]: ShopifyWrites[K] };

  /** Reads by id; a test may replace it. */
  byIds = async (kind: string, ids: readonly string[]): Promise<object> => {
    this.reads.push(`${kind} ${ids.join(' ')}`);
    const known = ids.filter(id => kind === 'customers' && this.customers.has(id));
    const found = known.map(id => ({
      document: { id, ...this.customers.get(id), addresses: [] },
      updatedAt: 0,
    }));
    return { found, gone: ids.filter(id => !known.includes(id)), readAt: 0 };
  };

  levelsOfItems = async (ids: readonly string[]): Promise<object> => {
    this.reads.push(`levels ${ids.join(' ')}`);
    return { found: [], gone: [], readAt: 0 };
  };

  /** From when on this shop's orders are read. */
  ordersFrom = 0;

  get shopify(): Shopify {
    return {
      shop,
      writes: this.writes,
      health: () => ({ circuit: 'closed', retryAt: undefined }),
      ordersFrom: () => this.ordersFrom,
      byIds: (kind: string, ids: readonly string[]) => this.byIds(kind, ids),
      levelsOfItems: (ids: readonly string[]) => this.levelsOfItems(ids),
    } as unknown as Shopify;
  }
}

/** One shop's mirror, a fake Shopify, and what submits from one to the other. Its clock moves whenever it is read. */
export class SubmitBench implements AsyncDisposable {
  readonly fake = new FakeShopify();
  readonly store: MirrorStore;
  readonly events: IngestEvent[] = [];
  readonly #opened: Submit[] = [];
  now = Date.parse('2026-01-01T00:00:10Z');
  /** Whether pushed sales are looked at for flaws: every one has some, as nobody works here. */
  isJudging = false;

  private constructor(store: MirrorStore) {
    this.store = store;
  }

  static async open(): Promise<SubmitBench> {
    return new SubmitBench(await openMemoryMirror());
  }

  submit(options: Partial<SubmitOptions> = {}): Submit {
    const { mirror, records, inbox, findings } = this.store;
    const submit = openSubmit({
      ...{ shopify: this.fake.shopify, mirror, records, inbox, findings, lanes: 1, readBackMs: 1 },
      now: () => ++this.now,
      random: () => 0.5,
      log: event => this.events.push(event),
      ...options,
    });
    this.#opened.push(submit);
    return submit;
  }

  /** Like a killed process: does not wait for its work. */
  forget(): void {
    this.#opened.splice(0);
  }

  async push(collection: RecordName, ...documents: { id: string }[]): Promise<void> {
    const writer = { shop, tillId: 'till-aaaa', carriedFrom: undefined };
    const judge: JudgeRow = (pushed, current, facts) =>
      judgePush(collection, pushed, current, writer, this.isJudging ? facts : undefined);
    const rows = documents.map(each => ({ ...each, shop, _deleted: false }) as PushedState);
    const outcomes = await this.store.records.store(shop, collection, rows, judge, this.now);
    expect(outcomes.map(each => each.outcome)).not.toContain('refused');
  }

  async saleOf(id: string): Promise<Sale> {
    return (await this.store.records.find(shop, 'sales', id))!;
  }

  async editOf(id: string): Promise<CustomerEdit> {
    return (await this.store.records.find(shop, 'customerEdits', id))!;
  }

  async isWaiting(): Promise<boolean> {
    const counts = await this.store.records.counts(shop);
    return Object.values(counts).some(each => each.waiting > 0);
  }

  /** Moves time on until everything is settled or parked. */
  async settle(submit: Submit, rounds = 40): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      await submit.idle();
      if (!(await this.isWaiting())) return;
      this.now += 20_000;
      submit.start();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const submit of this.#opened.splice(0)) await submit[Symbol.asyncDispose]();
    await this.store[Symbol.asyncDispose]();
  }
}
