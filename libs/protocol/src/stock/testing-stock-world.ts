import type { InventoryLevel, SaleSubmission } from '@tidemark/schema';
import { available, isIncluded, isReadable } from './available.ts';
import { levelVerdict, type LevelRead } from './level-verdict.ts';
import type { StockEffect } from './stock-effect.ts';

/** One step anywhere in the world. `of` names a sale, or a read, by its index. */
export type StockStep = {
  readonly do:
    | 'ring-up'
    | 'push'
    | 'begin-attempt'
    | 'turn-away'
    | 'create-order'
    | 'record-order'
    | 'change-elsewhere'
    | 'begin-read'
    | 'see-count'
    | 'end-read'
    | 'pull-sales'
    | 'pull-level';
  readonly of: number;
};

interface WorldSale {
  readonly quantity: number;
  /** The server's version; undefined before it was pushed. */
  submission: SaleSubmission | undefined;
  seq: number;
  created: boolean;
  /** Whether a level that includes it was read, so that the server reads no more for it. */
  isRead: boolean;
  /** The till's version. */
  known: SaleSubmission;
}

interface WorldRead extends LevelRead {
  readonly seen: { readonly count: number; readonly sold: ReadonlySet<WorldSale> } | undefined;
}

interface WorldLevel extends Omit<InventoryLevel, 'rev' | 'updatedAt' | 'id'> {
  /** The sales that the count really includes, which no real till can know. */
  readonly sold: ReadonlySet<WorldSale>;
}

const place = (seq: number) => `e1:${seq}`;
const ids = { inventoryItemId: '1', locationId: '1' };

/** One item at one location, sold by one till, with every step of every read and attempt separate. */
export class StockWorld {
  readonly sales: WorldSale[] = [];
  readonly #reads: WorldRead[] = [];
  readonly #guarded: boolean;
  #count = 1_000;
  #seq = 1;
  #salesHead = 1;
  #held = 0;
  #mirrored: WorldLevel;
  #onTill: WorldLevel;

  constructor(guarded = true) {
    this.#guarded = guarded;
    this.#mirrored = { ...ids, available: this.#count, sold: new Set() };
    this.#onTill = this.#mirrored;
  }

  apply({ do: what, of }: StockStep): void {
    const sale = this.sales[of % Math.max(this.sales.length, 1)];
    if (what === 'ring-up') this.#ringUp(1 + (of % 3));
    else if (what === 'change-elsewhere') this.#count += (of % 3) - 1;
    else if (what === 'begin-read') this.#beginRead();
    else if (what === 'see-count' || what === 'end-read') this.#read(what, of);
    else if (what === 'pull-sales') this.#pullSales();
    else if (what === 'pull-level') this.#pullLevel();
    else if (sale) this.#move(what, sale);
  }

  /** Lets all that is under way arrive. */
  settle(): void {
    for (const sale of this.sales) {
      for (const step of ['push', 'begin-attempt', 'create-order', 'record-order'] as const)
        this.#move(step, sale);
    }
    this.#reads.length = 0;
    for (const step of ['begin-read', 'see-count', 'end-read', 'pull-sales', 'pull-level'] as const) {
      this.apply({ do: step, of: 0 });
    }
  }

  /** What the till shows. */
  get shown(): number {
    const effects = this.sales.map(sale => effectOf(sale, sale.known));
    return available(this.#onTill, effects, 'e1');
  }

  /** What the till should show: the count it has, less every sale that is not in it. */
  get truth(): number {
    const missing = this.sales.filter(sale => !this.#onTill.sold.has(sale));
    return this.#onTill.available - missing.reduce((sum, sale) => sum + sale.quantity, 0);
  }

  get inShopify(): number {
    return this.#count;
  }

  #ringUp(quantity: number): void {
    this.sales.push({ quantity, submission: undefined, seq: 0, created: false, isRead: false, known: null });
  }

  #move(what: StockStep['do'], sale: WorldSale): void {
    const { submission } = sale;
    if (what === 'push' && !submission) {
      this.#store(sale, { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 });
    }
    if (submission?.state !== 'waiting') return;
    const { unanswered } = submission;
    if (what === 'begin-attempt') {
      sale.submission = { ...submission, attempts: submission.attempts + 1, unanswered: unanswered + 1 };
    } else if (what === 'turn-away' && unanswered > 0 && !sale.created) {
      sale.submission = { ...submission, unanswered: unanswered - 1 };
    } else if (what === 'create-order' && unanswered > 0 && !sale.created) {
      sale.created = true;
      this.#count -= sale.quantity;
    } else if (what === 'record-order' && sale.created) {
      const after = place(this.#salesHead);
      this.#store(sale, { state: 'accepted', after, orderId: '1', orderName: '#1', differences: [] });
    }
  }

  #store(sale: WorldSale, submission: SaleSubmission): void {
    sale.submission = submission;
    this.#salesHead = sale.seq = ++this.#seq;
  }

  #beginRead(): void {
    const asOf = { sales: place(this.#salesHead), stockMoves: place(0) };
    this.#reads.push({ available: 0, asOf, seen: undefined });
  }

  #read(what: 'see-count' | 'end-read', of: number): void {
    const at = of % Math.max(this.#reads.length, 1);
    const read = this.#reads[at];
    if (!read) return;
    if (what === 'see-count') {
      const sold = new Set(this.sales.filter(sale => sale.created));
      this.#reads[at] = { ...read, available: this.#count, seen: { count: this.#count, sold } };
    } else if (read.seen) {
      this.#reads.splice(at, 1);
      this.#storeLevel(read, read.seen.sold);
    }
  }

  #storeLevel(read: WorldRead, sold: ReadonlySet<WorldSale>): void {
    const asked = this.sales.filter(sale => sale.submission && !sale.isRead);
    const touching = asked.map(sale => effectOf(sale, sale.submission ?? null));
    const verdict = this.#guarded ? levelVerdict(read, this.#mirrored, touching) : 'store';
    if (verdict === 'read-again') return;
    for (const sale of asked)
      sale.isRead = isIncluded(effectOf(sale, sale.submission ?? null), read.asOf, 'e1');
    if (verdict === 'keep') return;
    this.#seq++;
    this.#mirrored = { ...ids, available: read.available, asOf: read.asOf, sold };
  }

  #pullSales(): void {
    for (const sale of this.sales) {
      if (sale.submission && sale.seq > this.#held) sale.known = sale.submission;
    }
    this.#held = this.#salesHead;
  }

  #pullLevel(): void {
    const held = { epoch: 'e1', seq: this.#held };
    const readable = isReadable(this.#mirrored, { sales: held, stockMoves: { epoch: 'e1', seq: 0 } });
    if (readable || !this.#guarded) this.#onTill = this.#mirrored;
  }
}

function effectOf(sale: WorldSale, submission: SaleSubmission): StockEffect {
  return { collection: 'sales', ...ids, delta: -sale.quantity, submission };
}
