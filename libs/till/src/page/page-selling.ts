import { customerIdOf } from '@tidemark/schema';
import { combineLatest, map, startWith, type Observable } from 'rxjs';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { CustomerEntry, RecordStatus, SaleEntry, Selling } from '../selling/selling.ts';
import { answers, byId, distinctTexts } from './answers.ts';
import { inBounds } from './page-catalogue.ts';
import { ItemTitles } from './item-titles.ts';
import type {
  CustomerListing,
  CustomerListQuery,
  MoveListing,
  MoveListQuery,
  PageSelling,
  RecordFilter,
  SaleListing,
  SaleListQuery,
} from './page-till.ts';

type Moves = Selling['moves$'] extends Observable<infer M> ? M : never;

/** Answers a page from what the till writes. */
export function pageSelling(selling: Selling, catalogue: Catalogue): PageSelling {
  const titles = new ItemTitles(catalogue);
  const { customersChanged$, salesChanged$ } = selling;
  return {
    ...{ carts$: selling.carts$, openCarts$: selling.openCarts$, safety$: selling.safety$ },
    cart$: id => selling.cart$(id),
    sell: (...sale) => selling.sell(...sale),
    addCustomer: fields => selling.addCustomer(fields),
    editCustomer: (id, fields) => selling.editCustomer(id, fields),
    park: (draft, name) => selling.park(draft, name),
    resume: cartId => selling.resume(cartId),
    editCart: (cartId, edits) => selling.editCart(cartId, edits),
    move: draft => selling.move(draft),
    decide: (...about) => selling.decide(...about),
    exportUnsent: passPhrase => selling.exportUnsent(passPhrase),
    importUnsent: (text, passPhrase) => selling.importUnsent(text, passPhrase),
    sales$: query =>
      combineLatest([selling.sales$, customersChanged$.pipe(startWith(undefined))]).pipe(
        map(([entries]) => saleListing(selling, entries, query)),
      ),
    salesOf$: ids => answers(salesChanged$, () => selling.salesOf(ids), areSame),
    customers$: query => answers(customersChanged$, () => customerListing(selling, query)),
    customersById$: ids => answers(customersChanged$, () => byId(new Set(ids), id => selling.customer(id))),
    moves$: query =>
      combineLatest([selling.moves$, catalogue.changed$.pipe(startWith(undefined))]).pipe(
        map(([moves]) => moveListing(moves, query, titles)),
        distinctTexts(),
      ),
  };
}

/** A record, with the corrections of a sale. */
interface Listed {
  readonly way: RecordStatus;
  readonly corrections?: readonly { readonly way: RecordStatus }[];
}

/** Whether it, or a correction of it, is still on its way to Shopify. */
function isUnsent({ way, corrections = [] }: Listed): boolean {
  return way.at === 'this-till' || way.at === 'not-taken' || [{ way }, ...corrections].some(isAtServer);
}

function isAtServer({ way }: { readonly way: RecordStatus }): boolean {
  return way.at === 'server';
}

/** Whether a person must decide about it, or about a correction of it. */
function waits({ way, corrections = [] }: Listed): boolean {
  return way.at === 'not-taken' || [{ way }, ...corrections].some(each => each.way.at === 'refused');
}

const isOf: Readonly<Record<RecordFilter, (record: Listed) => boolean>> = {
  all: () => true,
  unsent: isUnsent,
  refused: waits,
};

function saleListing(selling: Selling, all: readonly SaleEntry[], query: SaleListQuery): SaleListing {
  const { from, to } = inBounds(query);
  const words = query.words.trim().toUpperCase();
  const found = all
    .filter(isOf[query.filter])
    .filter(({ sale, orderName }) => sale.receiptNumber.includes(words) || orderName?.includes(words));
  const entries = found.slice(from, to);
  const chosen = query.chosen === '' ? undefined : selling.sale(query.chosen);
  const count = (isCounted: (entry: SaleEntry) => boolean): number =>
    all.reduce((sum, entry) => sum + (isCounted(entry) ? 1 : 0), 0);
  return {
    ...{ from, to, total: found.length, entries, chosen },
    counts: {
      all: all.length,
      unsent: count(isUnsent),
      refused: count(waits),
      here: count(({ way }) => way.at === 'this-till'),
      stored: count(({ way }) => way.at === 'server'),
      misplaced: count(({ misplaced }) => misplaced.length > 0),
    },
    customers: customersOf([...entries, ...(chosen ? [chosen] : [])], selling),
  };
}

/** The customers of sales, by their ids. */
function customersOf(
  sales: readonly SaleEntry[],
  selling: Pick<Selling, 'customer'>,
): ReadonlyMap<string, CustomerEntry> {
  const ids = new Set(sales.flatMap(({ sale }) => customerIdOf(sale) ?? []));
  return byId(ids, id => selling.customer(id));
}

function customerListing(selling: Selling, query: CustomerListQuery): CustomerListing {
  const { from, to, words, toDecide } = query;
  const ahead = query.first.flatMap(id => selling.customer(id) ?? []);
  const isAhead = new Set(ahead.map(({ id }) => id));
  const found = toDecide
    ? selling.searchCustomers(words, Number.MAX_SAFE_INTEGER).filter(({ pending }) => pending.some(waits))
    : selling.searchCustomers(words, to + 1);
  const all = [...ahead, ...found.filter(({ id }) => !isAhead.has(id))];
  return { from, to, entries: all.slice(from, to), hasMore: all.length > to };
}

function moveListing(all: Moves, query: MoveListQuery, titles: ItemTitles): MoveListing {
  const { from, to } = inBounds(query);
  const waiting = all.filter(waits);
  const listed = query.filter === 'refused' ? waiting : all;
  const shown = listed.slice(from, to);
  const titleOf = titles.of(shown.map(({ move }) => move.inventoryItemId));
  return {
    ...{ from, to, total: listed.length },
    moves: shown.map(({ move, way }) => ({ move, way, title: titleOf(move.inventoryItemId) })),
    counts: { all: all.length, refused: waiting.length },
  };
}

function areSame<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, n) => each === b[n]);
}
