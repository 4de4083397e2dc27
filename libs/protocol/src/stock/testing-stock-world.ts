import type { Effect, InventoryLevel, Sale } from '@tidemark/schema';
import { aSale } from '@tidemark/schema/testing';
import { available, isIncluded, isReadable } from './available.ts';
import { levelVerdict, type LevelRead } from './level-verdict.ts';
import { effectsOfSale, type StockEffect } from './stock-effect.ts';

/** Steps that move one sale, in the order in which a sale usually takes them. */
const saleSteps = [
  ...(['push', 'begin-attempt', 'turn-away', 'create-order', 'create-elsewhere', 'record-order'] as const),
  ...(['begin-correction', 'turn-correction-away', 'correct', 'record-correction'] as const),
  ...(['refuse-correction', 'correct-again'] as const),
] as const;

export const stockSteps = [
  ...(['ring-up', 'change-elsewhere', 'begin-read', 'see-count', 'end-read'] as const),
  ...(['pull-sales', 'pull-level'] as const),
  ...saleSteps,
] as const;

/** One step anywhere in the world. `of` names a sale, a read or a location by its index. */
export type StockStep = { readonly do: (typeof stockSteps)[number]; readonly of: number };

interface WorldSale {
  readonly quantity: number;
  /** How many units Shopify took from the other location; undefined before it made the order. */
  elsewhere: number | undefined;
  /** Whether Shopify moved them to where they were sold. */
  corrected: boolean;
  /** The server's version; undefined before it was pushed. */
  document: Sale | undefined;
  seq: number;
  /** Locations of which a level that includes all of it was read, so that the server reads no more for it. */
  readonly isRead: Set<string>;
  /** The till's version. */
  known: Sale;
}

/** What no real server and no real till can know of a count: what orders and corrections of tills did to it. */
interface Inside {
  readonly ours: number;
}

interface WorldRead extends LevelRead {
  readonly locationId: string;
  readonly seen: Inside | undefined;
}

type WorldLevel = Omit<InventoryLevel, 'rev' | 'updatedAt' | 'id'> & Inside;

const place = (seq: number) => `e1:${seq}`;
const item = { inventoryItemId: '9101', variantId: '101' };
/** Where the till sells, and where Shopify sometimes takes goods from. */
const [here, elsewhere] = ['1', '9'] as const;
export const locations = [here, elsewhere] as const;
const fresh = { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 } as const;
const template = aSale();

/** One item at two locations, sold by one till, with every step of every read and attempt separate. */
export class StockWorld {
  readonly sales: WorldSale[] = [];
  readonly #reads: WorldRead[] = [];
  readonly #guarded: boolean;
  readonly #counts = new Map<string, number>(locations.map(id => [id, 1_000]));
  readonly #mirrored = new Map<string, WorldLevel>();
  readonly #onTill = new Map<string, WorldLevel>();
  #seq = 1;
  #salesHead = 1;
  #held = 0;

  constructor(guarded = true) {
    this.#guarded = guarded;
    for (const locationId of locations) {
      const level = { ...item, locationId, available: 1_000, ours: 0 };
      this.#mirrored.set(locationId, level);
      this.#onTill.set(locationId, level);
    }
  }

  apply({ do: what, of }: StockStep): void {
    const sale = this.sales[of % Math.max(this.sales.length, 1)];
    const locationId = locations[of % 2]!;
    if (what === 'ring-up') this.#ringUp(1 + (of % 3));
    else if (what === 'change-elsewhere') this.#change(locationId, (of % 3) - 1);
    else if (what === 'begin-read') this.#beginRead(locationId);
    else if (what === 'see-count' || what === 'end-read') this.#read(what, of);
    else if (what === 'pull-sales') this.#pullSales();
    else if (what === 'pull-level') this.#pullLevel(locationId);
    else if (sale) this.#move(what, sale, of);
  }

  /** Lets all that is under way arrive. */
  settle(): void {
    for (const sale of this.sales) {
      for (const step of ['push', 'begin-attempt', 'create-order', 'record-order'] as const)
        this.#move(step, sale, 0);
      for (const step of ['correct-again', 'begin-correction', 'correct', 'record-correction'] as const)
        this.#move(step, sale, 0);
    }
    this.#reads.length = 0;
    for (const of of [0, 1])
      for (const step of ['begin-read', 'see-count', 'end-read'] as const) {
        this.apply({ do: step, of: step === 'begin-read' ? of : 0 });
      }
    for (const step of ['pull-sales', 'pull-level'] as const) this.apply({ do: step, of: 0 });
    this.apply({ do: 'pull-level', of: 1 });
  }

  /** What the till shows. */
  shown(locationId: string): number {
    const effects = this.sales.flatMap(sale => effectsOfSale(sale.known));
    return available(this.#levelOnTill(locationId), effects, 'e1');
  }

  /** What the till should show: the count it has, without what orders did to it, less what was sold there. */
  truth(locationId: string): number {
    const { available: count, ours } = this.#levelOnTill(locationId);
    const sold = locationId === here ? this.sales.reduce((sum, { quantity }) => sum + quantity, 0) : 0;
    return count - ours - sold;
  }

  inShopify(locationId: string): number {
    return this.#counts.get(locationId) ?? 0;
  }

  #levelOnTill(locationId: string): WorldLevel {
    return this.#onTill.get(locationId)!;
  }

  #change(locationId: string, delta: number): void {
    this.#counts.set(locationId, this.inShopify(locationId) + delta);
  }

  #ringUp(quantity: number): void {
    const known = { ...template, lines: template.lines.map(line => ({ ...line, quantity })) };
    const nothing = {
      elsewhere: undefined,
      corrected: false,
      document: undefined,
      isRead: new Set<string>(),
    };
    this.sales.push({ quantity, ...nothing, seq: 0, known });
  }

  #move(what: (typeof saleSteps)[number], sale: WorldSale, of: number): void {
    const { document } = sale;
    if (!document) {
      if (what === 'push') this.#store(sale, { ...sale.known, submission: fresh });
    } else if (document.submission?.state === 'waiting') this.#moveOrder(what, sale, document, of);
    else if (document.effects?.[0]) this.#moveCorrection(what, sale, document, document.effects[0]);
  }

  #moveOrder(what: (typeof saleSteps)[number], sale: WorldSale, document: Sale, of: number): void {
    const submission = document.submission as typeof fresh;
    const isMade = sale.elsewhere !== undefined;
    if (what === 'begin-attempt') {
      sale.document = { ...document, submission: begun(submission) };
    } else if (what === 'turn-away' && submission.unanswered > 0 && !isMade) {
      sale.document = { ...document, submission: turnedAway(submission) };
    } else if (what === 'create-order' && submission.unanswered > 0 && !isMade) {
      this.#createOrder(sale, 0);
    } else if (what === 'create-elsewhere' && submission.unanswered > 0 && !isMade) {
      this.#createOrder(sale, 1 + (of % sale.quantity));
    } else if (what === 'record-order' && isMade) this.#recordOrder(sale, document);
  }

  #createOrder(sale: WorldSale, units: number): void {
    sale.elsewhere = units;
    this.#change(here, units - sale.quantity);
    this.#change(elsewhere, -units);
  }

  #recordOrder(sale: WorldSale, document: Sale): void {
    const after = place(this.#salesHead);
    const submission = {
      state: 'accepted',
      after,
      orderId: '1',
      orderName: '#1',
      differences: [] as [],
    } as const;
    const units = sale.elsewhere ?? 0;
    const changes = [
      { ...item, locationId: elsewhere, delta: units },
      { ...item, locationId: here, delta: -units },
    ];
    const correction = { kind: 'stock-correction', key: 'sale-0001-1', changes, submission: fresh } as const;
    this.#store(sale, { ...document, submission, ...(units > 0 ? { effects: [correction] } : {}) });
  }

  #moveCorrection(what: (typeof saleSteps)[number], sale: WorldSale, document: Sale, effect: Effect): void {
    const { submission } = effect;
    const to = (next: Effect['submission']) => ({ ...document, effects: [{ ...effect, submission: next }] });
    if (what === 'correct-again' && submission.state === 'refused')
      return this.#store(sale, to({ ...fresh, sending: submission.sending + 1 }));
    if (submission.state !== 'waiting') return;
    const isUnderWay = submission.unanswered > 0;
    const units = sale.elsewhere ?? 0;
    if (what === 'begin-correction') sale.document = to(begun(submission));
    else if (what === 'turn-correction-away' && isUnderWay && !sale.corrected)
      sale.document = to(turnedAway(submission));
    else if (what === 'correct' && isUnderWay && !sale.corrected) {
      sale.corrected = true;
      this.#change(here, -units);
      this.#change(elsewhere, units);
    } else if (what === 'record-correction' && sale.corrected)
      this.#store(sale, to({ state: 'accepted', after: place(this.#salesHead) }));
    else if (what === 'refuse-correction' && isUnderWay && !sale.corrected)
      this.#store(sale, to({ state: 'refused', sending: submission.sending, attempts: 1, reason: 'gone' }));
  }

  #store(sale: WorldSale, document: Sale): void {
    sale.document = document;
    sale.isRead.clear();
    this.#salesHead = sale.seq = ++this.#seq;
  }

  #beginRead(locationId: string): void {
    const asOf = { sales: place(this.#salesHead), stockMoves: place(0) };
    this.#reads.push({ locationId, available: 0, asOf, seen: undefined });
  }

  #read(what: 'see-count' | 'end-read', of: number): void {
    const at = of % Math.max(this.#reads.length, 1);
    const read = this.#reads[at];
    if (!read) return;
    if (what === 'see-count') {
      this.#reads[at] = { ...read, available: this.inShopify(read.locationId), seen: this.#inside(read) };
    } else if (read.seen) {
      this.#reads.splice(at, 1);
      this.#storeLevel(read, read.seen);
    }
  }

  #inside({ locationId }: WorldRead): Inside {
    const moved = this.sales.map(sale => {
      const units = (sale.elsewhere ?? 0) - (sale.corrected ? (sale.elsewhere ?? 0) : 0);
      return locationId === elsewhere ? -units : sale.elsewhere === undefined ? 0 : units - sale.quantity;
    });
    return { ours: moved.reduce((sum, each) => sum + each, 0) };
  }

  #storeLevel(read: WorldRead, seen: Inside): void {
    const { locationId } = read;
    const asked = this.sales.filter(sale => sale.document && !sale.isRead.has(locationId));
    const touching = asked.flatMap(sale => effectsTouching(locationId, sale.document!));
    const verdict = this.#guarded ? levelVerdict(read, this.#mirrored.get(locationId), touching) : 'store';
    if (verdict === 'read-again') return;
    for (const sale of asked) {
      const isKnown = sale.document?.submission?.state === 'accepted';
      const effects = effectsAt(locationId, sale.document!);
      if (isKnown && effects.every(each => isIncluded(each, read.asOf, 'e1'))) sale.isRead.add(locationId);
    }
    if (verdict === 'keep') return;
    this.#seq++;
    this.#mirrored.set(locationId, {
      ...item,
      locationId,
      available: read.available,
      asOf: read.asOf,
      ...seen,
    });
  }

  #pullSales(): void {
    for (const sale of this.sales) {
      if (sale.document && sale.seq > this.#held) sale.known = sale.document;
    }
    this.#held = this.#salesHead;
  }

  #pullLevel(locationId: string): void {
    const held = { epoch: 'e1', seq: this.#held };
    const mirrored = this.#mirrored.get(locationId)!;
    const readable = isReadable(mirrored, { sales: held, stockMoves: { epoch: 'e1', seq: 0 } });
    if (readable || !this.#guarded) this.#onTill.set(locationId, mirrored);
  }
}

type Waiting = Extract<Effect['submission'], { readonly state: 'waiting' }>;

function begun(submission: Waiting): Waiting {
  const { attempts, unanswered } = submission;
  return { ...submission, attempts: attempts + 1, unanswered: unanswered + 1 };
}

function turnedAway(submission: Waiting): Waiting {
  return { ...submission, unanswered: submission.unanswered - 1 };
}

function effectsAt(locationId: string, sale: Sale): StockEffect[] {
  return effectsOfSale(sale).filter(each => each.locationId === locationId);
}

/** [K7] As long as an order is in flight it may take its goods from any location. */
function effectsTouching(locationId: string, sale: Sale): StockEffect[] {
  const { submission } = sale;
  const isInFlight = submission?.state === 'waiting' && submission.unanswered > 0;
  return isInFlight ? effectsOfSale(sale) : effectsAt(locationId, sale);
}
