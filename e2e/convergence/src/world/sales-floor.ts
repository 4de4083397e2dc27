import { setTimeout as pause } from 'node:timers/promises';
import { isOfUnknownKey } from '@tidemark/conflict';
import type { Submit } from '@tidemark/exchange';
import type { MirrorStore, Privacy, Records } from '@tidemark/mirror';
import { effectOfMove, effectsOfSale } from '@tidemark/protocol';
import { canonicalJson, inventoryLevelId, recordNames } from '@tidemark/schema';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import { firstValueFrom } from 'rxjs';
import { Books } from './judge/books.ts';
import { Clerk } from './clerk.ts';
import { editCustomer } from './steps/edits.ts';
import { Forger, forgersTill } from './forger.ts';
import { Redactor } from './redactor.ts';
import { expectedPicture, type Picture } from './judge/expected.ts';
import { judgeRedactions, judgeWords } from './judge/judge-erased.ts';
import { judgeBooks } from './judge/judge-books.ts';
import { judgeEffects } from './judge/judge-effects.ts';
import { judgeForged } from './judge/judge-forged.ts';
import { judgeProof } from './judge/judge-proof.ts';
import { judgeJournal } from './judge/judge-journal.ts';
import { judgeShelves } from './judge/judge-shelves.ts';
import { noIds, recordPicture, withRetired, type RecordPicture } from './judge/record-picture.ts';
import { handOver, type HandOverStep } from './steps/hand-over.ts';
import { customerFields, type SellingStep } from './steps/selling-steps.ts';
import { ShopLedger } from './judge/shop-ledger.ts';
import { shop } from './shop-server.ts';
import type { TillSeat } from './till-seat.ts';

/** What the floor needs of its world. */
export interface FloorParts {
  readonly simulator: ShopifySimulator;
  readonly store: MirrorStore;
  readonly seats: readonly TillSeat[];
  readonly submit: () => Submit;
  /** Records as the server has them. */
  readonly records: Pick<Records, 'journalState' | 'retire'>;
  readonly privacy: Pick<Privacy, 'redactionRecords' | 'serverKeys'>;
  readonly origin: () => string;
  readonly locationId: string;
  /** The server's clock. */
  readonly now: () => number;
  /** Moves every clock on. */
  readonly pass: (ms: number) => void;
  /** Whether the server logged an event of this name about a sale. */
  readonly hasLogged: (name: string, saleId: string) => boolean;
}

/** How often a settling floor looks whether all is done. */
const looks = 400;
/** After this many looks, a person also attends to each till that seems idle. */
const patience = 20;
const stepMs = 20_000;

/** The people at the tills of a world: what they do, what tills confirmed, and what must have become of it. */
export class SalesFloor {
  readonly books = new Books();
  readonly ledger: ShopLedger;
  readonly #parts: FloorParts;
  readonly #clerks: readonly Clerk[];
  readonly #forger: Forger;
  readonly #redactor: Redactor;
  /** The records that may have left the tills. */
  readonly #retired = noIds();
  #hasRetired = false;
  #isRestored = false;

  constructor(parts: FloorParts) {
    this.#parts = parts;
    this.ledger = new ShopLedger(parts.simulator, id => parts.hasLogged('accepted', id));
    this.#forger = new Forger({ ...parts, shop });
    this.#redactor = new Redactor({ ...parts, ledger: this.ledger, words: this.books.words, shop });
    this.#clerks = parts.seats.map(seat => new Clerk(seat, this.books));
  }

  /** The server continues with an older copy of its mirror. */
  async restored(): Promise<void> {
    this.#isRestored = true;
    this.ledger.restored();
    await this.#forger.comeBack();
  }

  async take(step: HandOverStep | Exclude<SellingStep, { do: 'sell-crash' }>): Promise<void> {
    if (step.do === 'hand-over') return handOver(this.#parts.simulator, step);
    const seat = this.#at(this.#parts.seats, step.till);
    const clerk = this.#at(this.#clerks, step.till);
    switch (step.do) {
      case 'sell':
        return clerk.sell(step);
      case 'sell-both':
        await Promise.all([this.sell(step.till, step.which), this.sell(step.till + 1, step.which)]);
        return;
      case 'move':
        return clerk.move(step);
      case 'customer':
        return clerk.customer(step);
      case 'customer-apart':
        return this.#customerApart(step, seat, clerk);
      case 'cart':
        return clerk.cart(step);
      case 'cart-both':
        return this.#cartBoth(step);
      case 'decide':
        return clerk.decide(step);
      case 'second-tab':
        return seat.joinBrowserOf(this.#at(this.#parts.seats, step.till + 1));
      case 'die':
        return seat.die(step.afterCalls);
      case 'lose':
        return seat.loseDatabase();
      case 'clock':
        return seat.jump(step.minutes * 60_000);
      case 'push':
        return seat.network.bendPush(step.how);
      case 'forge':
        this.books.drafts += 2;
        return this.#forger.forge(step.how);
      case 'redact':
        return this.#redactor.redact(step.which);
      case 'carry': {
        const text = await clerk.exportWork();
        if (text !== undefined) await this.#at(this.#clerks, step.till + 1).importWork(text);
      }
    }
  }

  async sell(till: number, which: number): Promise<void> {
    await this.#at(this.#clerks, till).sell({ which, quantity: 1, customer: 0, taps: 1 });
  }

  /** Records that have been settled for this long leave the tills. */
  async retire(minutes: number): Promise<void> {
    const { store, records, now } = this.#parts;
    this.#hasRetired = true;
    const before = await recordPicture(store.records, shop);
    for (const name of recordNames) for (const id of before[name].keys()) this.#retired[name].add(id);
    while ((await records.retire(shop, now() - minutes * 60_000, now(), 3)) > 0);
  }

  /** Ends every fault, so that everything that tills wrote arrives. Returns what does not. */
  async settle(): Promise<string[]> {
    const { seats } = this.#parts;
    for (const seat of seats) {
      await seat.mend();
      await seat.open();
    }
    if (this.#isRestored) await this.#forger.pushAgain();
    let left = await this.#sendAll();
    if (this.#isRestored) {
      // Another till brings what the server lost of one, when it compares its records with the server's.
      await judgeProof(seats);
      left = await this.#sendAll();
    }
    // A till learns that the server doubts what another till brought of it, and sends it again under its own key.
    for (let look = 0; look < looks && (await this.#isAnyDoubted()); look++) {
      for (const seat of seats) await seat.sync();
      left = await this.#sendAll();
    }
    // Where any record left the tills, all settled records do so in the end.
    if (this.#hasRetired) await this.retire(0);
    return left;
  }

  async #isAnyDoubted(): Promise<boolean> {
    const { sales } = await recordPicture(this.#parts.store.records, shop);
    return [...sales.values()].some(isOfUnknownKey);
  }

  async #sendAll(): Promise<string[]> {
    const { seats, pass, submit } = this.#parts;
    let left: string[] = [];
    for (let look = 0; look < looks; look++) {
      pass(stepMs);
      // Faults are over: Shopify sends again until it is answered.
      if (look % patience === 0) await this.#redactor.repeat();
      // Makes the server look again at what is due: its own timers do not know this clock.
      submit().start();
      // Attends to tills that back off; the others hear by their stream.
      for (const seat of seats) if (look % patience === 0 || (await seat.isRestless())) await seat.attend();
      await pause(5);
      left = await this.#left();
      if (left.length === 0) break;
    }
    return left;
  }

  /** What the mirror must have of the shop. */
  expected(): Picture {
    const { simulator, locationId, now } = this.#parts;
    return expectedPicture(simulator, locationId, now(), this.#redactor.orders);
  }

  /** What is wrong in a settled world: with what tills confirmed, what the mirror has of it, and what tills show. */
  async judge(): Promise<string[]> {
    const { simulator, store, seats, records, privacy, now, hasLogged } = this.#parts;
    const living = await recordPicture(store.records, shop);
    const stored = await withRetired(store.records, shop, living, this.#retired);
    const { books, ledger } = this;
    const keys = new Map((await store.register.tillKeys(shop)).map(each => [each.keyId, each]));
    // A missing number is a gap after ten minutes.
    const state = await records.journalState(shop, now() + 15 * 60_000);
    const isPlacementUnknown = (id: string) => hasLogged('placement-unknown', id);
    const faults = [
      ...judgeBooks({ simulator, ledger, books, stored, isPlacementUnknown }),
      ...judgeEffects({ simulator, stored, isPlacementUnknown }),
      ...(await judgeShelves({ simulator, store, stored })),
      ...(await judgeJournal(
        [...stored.sales.values()].filter(each => each.tillId !== forgersTill),
        keys,
        this.#isRestored,
      )),
      ...judgeForged(this.#forger.forged, { simulator, sales: stored.sales, state }),
    ];
    for (const seat of seats) faults.push(...(await this.#judgeTill(seat, living, stored)));
    faults.push(...(await judgeProof(seats)));
    const erased = {
      simulator,
      store,
      privacy,
      shop,
      seats,
      stored,
      words: books.words,
      erased: await this.#redactor.erased(),
    };
    faults.push(...(await judgeRedactions(erased)), ...(await judgeWords(erased)));
    return faults;
  }

  async #cartBoth({ till, which, times }: Extract<SellingStep, { do: 'cart-both' }>): Promise<void> {
    const edit = (at: number, units: number) =>
      this.#at(this.#clerks, at).cart({ do: 'cart', till: at, how: 'add', which, units });
    for (let n = 1; n <= times; n++) await Promise.all([edit(till, n), edit(till + 1, n)]);
  }

  /** The till is offline, so it does not see what the shop writes before it pushes its own edit. */
  async #customerApart(
    step: Extract<SellingStep, { do: 'customer-apart' }>,
    seat: TillSeat,
    clerk: Clerk,
  ): Promise<void> {
    const { isOnline } = seat.network;
    // A till that is not signed in yet does so first.
    await seat.attend();
    seat.setOnline(false);
    const id = await clerk.editOfShops(step);
    if (id !== undefined) {
      const field = customerFields[(customerFields.indexOf(step.field) + 1) % customerFields.length];
      this.ledger.by(() => editCustomer(this.#parts.simulator, id, field ?? 'note', `shop ${step.value}`));
    }
    seat.setOnline(isOnline);
  }

  async #left(): Promise<string[]> {
    const { seats, store } = this.#parts;
    const left: string[] = [];
    for (const seat of seats) {
      const safety = await seat.safety();
      if (!safety) left.push(`till ${seat.number} cannot be used`);
      else if (Object.values(safety.unsent).some(count => count > 0))
        left.push(`till ${seat.number} holds unsent work, ${canonicalJson(safety)}`);
    }
    const counts = await store.records.counts(shop);
    for (const [name, { waiting }] of Object.entries(counts))
      if (waiting > 0) left.push(`${waiting} ${name} are on their way to Shopify`);
    const { length: unasked } = await this.#redactor.missing();
    if (unasked > 0) left.push(`${unasked} customers are not erased yet`);
    if ((await store.records.toRead(shop, 1)).length > 0) left.push('what was accepted is not read yet');
    return left;
  }

  async #judgeTill(seat: TillSeat, living: RecordPicture, stored: RecordPicture): Promise<string[]> {
    const shown = await seat.at(async till => ({
      sales: (await firstValueFrom(till.selling.sales$)).map(each => each.sale),
      moves: (await firstValueFrom(till.selling.moves$)).map(each => each.move),
      carts: await firstValueFrom(till.selling.carts$),
      sellables: till.catalogue.search('', 1000).products.flatMap(({ id }) => till.catalogue.sellablesOf(id)),
    }));
    if (!shown) return [`till ${seat.number} cannot be used`];
    const sold = new Set([...stored.sales.values()].map(each => each.cartId));
    const parked = [...living.carts.values()].filter(
      each => each.status.value === 'parked' && !sold.has(each.id),
    );
    const faults = [
      ...unlike('sales', shown.sales, [...living.sales.values()]),
      ...unlike('stockMoves', shown.moves, [...living.stockMoves.values()]),
      ...unlike('carts', shown.carts, parked),
    ];
    const effects = [
      ...[...stored.sales.values()].flatMap(effectsOfSale),
      ...[...stored.stockMoves.values()].map(effectOfMove),
    ].filter(each => each.submission?.state === 'refused');
    for (const { variant, available } of shown.sellables) {
      const id = inventoryLevelId(variant.inventoryItemId, seat.locationId);
      const level = this.#parts.simulator.store.levels.get(id);
      if (available === undefined || !level) continue;
      const outside = effects
        .filter(each => inventoryLevelId(each.inventoryItemId, each.locationId) === id)
        .reduce((sum, each) => sum + each.delta, 0);
      if (available !== level.available + outside)
        faults.push(`${id} shows ${available}, Shopify has ${level.available}, and refused are ${outside}`);
    }
    return faults.map(each => `till ${seat.number}: ${each}`);
  }

  #at<T>(list: readonly T[], n: number): T {
    return list[n % list.length] as T;
  }
}

/** Documents of a till that differ from the mirror's. A till's own writes have no rev until they come back. */
function unlike(name: string, own: readonly { id: string }[], mirrored: readonly { id: string }[]): string[] {
  const textOf = (document: object) => canonicalJson({ ...document, rev: '' });
  const held = new Map(own.map(each => [each.id, textOf(each)] as const));
  const faults = mirrored.flatMap(each => {
    const text = held.get(each.id);
    held.delete(each.id);
    if (text === undefined) return [`${name}/${each.id} is missing`];
    return text === textOf(each) ? [] : [`${name}/${each.id} is ${text}, not ${textOf(each)}`];
  });
  return [...faults, ...[...held.keys()].map(id => `${name}/${id} is not in the mirror`)];
}
