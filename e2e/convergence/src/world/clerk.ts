import { shownLines } from '@tidemark/conflict';
import type { Cart, SoldItem } from '@tidemark/schema';
import type { CustomerEntry, SaleDraft, Sellable, Till } from '@tidemark/till';
import { firstValueFrom } from 'rxjs';
import type { Books } from './judge/books.ts';
import type { CustomerField, SellingStep } from './steps/selling-steps.ts';
import type { TillSeat } from './till-seat.ts';

type StepOf<D extends SellingStep['do']> = Extract<SellingStep, { do: D }>;

/** The pass phrase under which work is carried from till to till. */
const passPhrase = 'a world of its own';

/** The person at a till: does what a step says, and writes into the books what the till confirmed. */
export class Clerk {
  readonly #seat: TillSeat;
  readonly #books: Books;

  constructor(seat: TillSeat, books: Books) {
    this.#seat = seat;
    this.#books = books;
  }

  async sell({ which, quantity, customer, taps }: Omit<StepOf<'sell'>, 'do' | 'till'>): Promise<void> {
    await this.#seat.at(async till => {
      const sellable = await sellableAt(till, which);
      if (!sellable) return;
      const draft = this.#draftFor(sellable, quantity, customerIdAt(till, which, customer));
      await this.#ringUp(till, draft, taps);
    });
  }

  async move({ which, reason, units }: StepOf<'move'>): Promise<void> {
    await this.#seat.at(async till => {
      const sellable = await sellableAt(till, which);
      if (!sellable) return;
      const { id: variantId, inventoryItemId } = sellable.variant;
      const what = { inventoryItemId, variantId, note: null };
      this.#books.moveTries++;
      const move = await till.selling.move(
        reason === 'count' ? { ...what, reason, counted: units * 7 } : { ...what, reason, units },
      );
      this.#books.moves.add(move.id);
    });
  }

  async customer({ which, field, value, isNew }: StepOf<'customer'>): Promise<void> {
    const text = `${field} ${value}`;
    await this.#seat.at(async till => {
      if (isNew) return this.#newcomer(till, value);
      await filled(till);
      const known = at(till.selling.searchCustomers('', 50), which);
      if (known) await this.#editCustomer(till, known, field, text);
    });
  }

  /**
   * Returns which of the shop's customers was edited; undefined for none, or where the browser was killed meanwhile.
   */
  editOfShops({ which, field, value }: StepOf<'customer-apart'>): Promise<string | undefined> {
    return this.#seat.at(async till => {
      const known = at(till.selling.searchCustomers('', 50).filter(isOfShop), which);
      if (known) await this.#editCustomer(till, known, field, `${field} ${value}`);
      return known?.id;
    });
  }

  async cart({ how, which, units }: StepOf<'cart'>): Promise<void> {
    await this.#seat.at(async till => {
      const sellable = await sellableAt(till, which);
      if (!sellable) return;
      const cart = at(await firstValueFrom(till.selling.carts$), which);
      if (how === 'park' || !cart)
        return this.#park(till, this.#draftFor(sellable, units, customerIdAt(till, which, kindAt(units))));
      switch (how) {
        case 'add':
          return this.#add(till, cart, sellable, units);
        case 'remove': {
          const line = at(shownLines(cart), which);
          if (!line) return;
          this.#books.line(cart.id, line.id).isTakenFrom = true;
          await till.selling.editCart(cart.id, [{ do: 'remove', lineId: line.id, units: 1 }]);
          return;
        }
        case 'note':
          return this.#note(till, cart.id);
        case 'resume':
          await till.selling.resume(cart.id);
          return;
        case 'sell':
          await till.selling.resume(cart.id);
          await this.#ringUp(till, draftOfCart(cart), 1);
      }
    });
  }

  async decide({ which, isResolved }: StepOf<'decide'>): Promise<void> {
    await this.#seat.at(async till => {
      const sales = await firstValueFrom(till.selling.sales$);
      const refused = at(
        sales.flatMap(({ sale, way, corrections }) => [
          ...(way.at === 'refused' ? [{ id: sale.id, effect: undefined }] : []),
          ...corrections.flatMap(each =>
            each.way.at === 'refused' ? [{ id: sale.id, effect: each.key }] : [],
          ),
        ]),
        which,
      );
      if (!refused) return;
      const decision = isResolved
        ? ({ do: 'resolve', note: 'by hand' } as const)
        : ({ do: 'send-again' } as const);
      await till.selling.decide('sales', refused.id, decision, refused.effect);
    });
  }

  /** Returns the exported file; undefined where the browser was killed meanwhile. */
  exportWork(): Promise<string | undefined> {
    return this.#seat.at(till => till.selling.exportUnsent(passPhrase));
  }

  async importWork(text: string): Promise<void> {
    await this.#seat.at(till => till.selling.importUnsent(text, passPhrase));
  }

  async #ringUp(till: Till, draft: SaleDraft, taps: number): Promise<void> {
    if (draft.lines.length === 0) return;
    const { total } = till.selling.quote(draft).due;
    const tenders = total > 0 ? [{ kind: 'cash', amount: total, reference: null } as const] : [];
    this.#books.drafts++;
    const tapped = await Promise.all(Array.from({ length: taps }, () => till.selling.sell(draft, tenders)));
    for (const each of tapped)
      if (each.kind === 'sold') this.#books.sold.set(each.entry.sale.id, each.entry.sale.totals.total);
  }

  async #editCustomer(till: Till, known: CustomerEntry, field: CustomerField, text: string): Promise<void> {
    const words = `${text} ${this.#books.words.about(known.id)}`;
    this.#books.seen.set(known.id, known);
    this.#books.customerWrite(known.id, field, words);
    const { pending } = await till.selling.editCustomer(known.id, { [field]: words });
    for (const { edit } of pending) this.#books.edits.add(edit.id);
  }

  async #newcomer(till: Till, value: number): Promise<void> {
    const firstName = `Newcomer ${this.#books.newcomers.size + 1}`;
    this.#books.newcomers.add(firstName);
    const word = this.#books.words.make();
    const note = `note ${value} ${word}`;
    const { id, pending } = await till.selling.addCustomer({ firstName, note });
    this.#books.words.note(id, word);
    this.#books.customerWrite(id, 'firstName', firstName);
    this.#books.customerWrite(id, 'note', note);
    for (const { edit } of pending) this.#books.edits.add(edit.id);
  }

  /** Notes about a customer use words that are written about no other. */
  #draftFor(sellable: Sellable, quantity: number, customerId: string | null): SaleDraft {
    const { words } = this.#books;
    const note = words.about(customerId) ?? null;
    return draftOf(sellable, quantity, { customerId, note, lineNote: words.about(customerId) ?? null });
  }

  /** Writes a note, about the cart's customer if it has one then. */
  async #note(till: Till, cartId: string): Promise<void> {
    const note = this.#books.words.make();
    const cart = await till.selling.editCart(cartId, [{ do: 'note', note }]);
    const customerId = cart?.customerId.value;
    if (customerId) this.#books.words.note(customerId, note);
  }

  async #park(till: Till, draft: SaleDraft): Promise<void> {
    const [{ id: lineId = '', quantity: units = 0 } = {}] = draft.lines;
    this.#books.parks(lineId, units);
    const cart = await till.selling.park(draft, this.#books.words.about(draft.customerId) ?? 'parked');
    this.#books.parks(lineId, -units);
    this.#books.parked.add(cart.id);
    this.#books.line(cart.id, lineId).certain += units;
  }

  async #add(till: Till, cart: Cart, sellable: Sellable, units: number): Promise<void> {
    const lineId = sellable.variant.id;
    const line = this.#books.line(cart.id, lineId);
    line.perhaps += units;
    const item = itemOf(sellable);
    const changed = await till.selling.editCart(cart.id, [{ do: 'add', lineId, item, units }]);
    line.perhaps -= units;
    if (changed) line.certain += units;
  }
}

function at<T>(list: readonly T[], which: number): T | undefined {
  return list[which % Math.max(1, list.length)];
}

/** Syncs a till that shows nothing yet, before a person works at it. */
async function filled(till: Till): Promise<void> {
  if (till.catalogue.size === 0) await till.sync('manual');
}

async function sellableAt(till: Till, which: number): Promise<Sellable | undefined> {
  await filled(till);
  const product = at(till.catalogue.search('', 100).products, which);
  return product && at(till.catalogue.sellablesOf(product.id), which);
}

/** `kind` 1: a customer of the shop; 2: one that a till created and Shopify may not know yet. */
function customerIdAt(till: Till, which: number, kind: 0 | 1 | 2): string | null {
  if (kind === 0) return null;
  const all = till.selling.searchCustomers('', 50).filter(each => isOfShop(each) === (kind === 1));
  return at(all, which)?.id ?? null;
}

/** Whether Shopify knows the customer, by an id of its own. */
function isOfShop({ id }: CustomerEntry): boolean {
  return /^\d+$/.test(id);
}

function itemOf({ product, variant }: Sellable): SoldItem {
  return {
    productId: product.id,
    variantId: variant.id,
    inventoryItemId: variant.inventoryItemId,
    title: product.title,
    variantTitle: null,
    sku: variant.sku,
    unitPrice: variant.price,
    taxable: variant.taxable,
  };
}

/** Every other cart is parked for one of the shop's customers. */
function kindAt(units: number): 0 | 1 {
  return units % 2 === 0 ? 1 : 0;
}

function draftOf(
  sellable: Sellable,
  quantity: number,
  said: Pick<SaleDraft, 'customerId' | 'note'> & { readonly lineNote: string | null },
): SaleDraft {
  const { lineNote, customerId, note } = said;
  const lines = [{ id: sellable.variant.id, item: itemOf(sellable), quantity, note: lineNote }];
  return { lines, discount: null, customerId, note, cartId: null };
}

function draftOfCart(cart: Cart): SaleDraft {
  const lines = shownLines(cart).map(({ id, item, quantity, note }) => ({
    ...{ id, item: item.value, quantity, note: note.value },
  }));
  const [customerId, note] = [cart.customerId.value, cart.note.value];
  return { lines, discount: null, customerId, note, cartId: cart.id };
}
