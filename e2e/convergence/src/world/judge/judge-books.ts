import { shownLines } from '@tidemark/conflict';
import { inventoryLevelId, type CustomerEdit, type Sale, type StockMove } from '@tidemark/schema';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import type { Books } from './books.ts';
import { notCorrected, perhapsCorrected } from './judge-effects.ts';
import type { RecordPicture } from './record-picture.ts';
import { customerFields } from '../steps/selling-steps.ts';
import type { ShopLedger } from './shop-ledger.ts';

/** Shopify shows an app without `read_all_orders` the orders of this many days. */
const shownDays = 60;

/** What a settled world is judged by: what tills confirmed, what the mirror has of it, and what Shopify made of it. */
export interface Evidence {
  readonly simulator: ShopifySimulator;
  readonly ledger: ShopLedger;
  readonly books: Books;
  readonly stored: RecordPicture;
  /** Whether Shopify never said from where a sale's goods were taken. */
  readonly isPlacementUnknown: (saleId: string) => boolean;
}

/** What tills wrote that did not come true exactly once; none is a pass. */
export function judgeBooks(evidence: Evidence): string[] {
  return [
    ...judgeSales(evidence),
    ...judgeStock(evidence),
    ...judgeCustomers(evidence),
    ...judgeCarts(evidence),
  ];
}

function judgeSales({ simulator, ledger, books, stored }: Evidence): string[] {
  const faults: string[] = [];
  const orders = Map.groupBy(simulator.store.orders.values(), each => each.sourceIdentifier);
  const hidden = hiddenSales(simulator, stored);
  for (const id of books.sold.keys())
    if (!stored.sales.has(id)) faults.push(`sale ${id} was sold, and the mirror does not have it`);
  if (stored.sales.size > books.drafts)
    faults.push(`${books.drafts} drafts were sold at most, and there are ${stored.sales.size} sales`);
  for (const [id, sale] of stored.sales) {
    const own = orders.get(id) ?? [];
    const state = sale.submission?.state ?? 'untouched';
    const deleted = ledger.deletedOrdersOf.get(id);
    const least = state === 'accepted' && deleted === undefined ? 1 : 0;
    const most = (state === 'accepted' && deleted !== 'known') || hidden.has(id) ? 1 : 0;
    if (state === 'waiting' || state === 'untouched') faults.push(`sale ${id} is ${state} in the end`);
    else if (own.length < least || own.length > most)
      faults.push(`sale ${id} is ${state}, and has ${own.length} orders`);
    if (sale.submission?.state === 'accepted' && sale.submission.differences.length > 0)
      faults.push(`sale ${id} has other money in Shopify: ${JSON.stringify(sale.submission.differences)}`);
    for (const { transactions } of own) {
      const paid = transactions
        .filter(each => each.kind === 'SALE' && each.status === 'SUCCESS')
        .reduce((sum, each) => sum + Math.round(Number(each.amount) * 100), 0);
      if (paid !== sale.totals.total)
        faults.push(`sale ${id} came to ${sale.totals.total}, and its order was paid ${paid}`);
    }
    const told = books.sold.get(id);
    if (told !== undefined && told !== sale.totals.total)
      faults.push(`sale ${id} was sold for ${told}, and is stored with ${sale.totals.total}`);
  }
  for (const [number, { length }] of Map.groupBy(stored.sales.values(), each => each.receiptNumber))
    if (length > 1) faults.push(`receipt ${number} is of ${length} sales`);
  for (const id of orders.keys())
    if (id && isOfTill(id) && !stored.sales.has(id)) faults.push(`an order is of an unknown sale, ${id}`);
  for (const id of books.moves)
    if (!stored.stockMoves.has(id)) faults.push(`move ${id} was written, and the mirror does not have it`);
  if (stored.stockMoves.size > books.moveTries)
    faults.push(`${books.moveTries} moves were made at most, and there are ${stored.stockMoves.size}`);
  for (const name of ['stockMoves', 'customerEdits'] as const)
    for (const [id, { submission }] of stored[name])
      if (submission === null || submission.state === 'waiting')
        faults.push(`${name}/${id} is ${submission?.state ?? 'untouched'} in the end`);
  return faults;
}

/**
 * Sales refused because Shopify has an order of them that it does not show the app: the answer was lost for longer than
 * the days whose orders an app sees. Only a person can find such an order ([T19]).
 */
function hiddenSales(simulator: ShopifySimulator, { sales }: RecordPicture): ReadonlySet<string> {
  const oldest = simulator.now() - shownDays * 86_400_000;
  const unseen = [...simulator.store.orders.values()].filter(each => each.createdAt < oldest);
  return new Set(
    unseen.flatMap(({ sourceIdentifier: id = '' }) => {
      const submission = sales.get(id)?.submission;
      return submission?.state === 'refused' && /does not show it|may not show it/.test(submission.reason)
        ? id
        : [];
    }),
  );
}

/** Stock is the shop's own count, with each sale and each stock move applied. */
function judgeStock({ simulator, ledger, stored, isPlacementUnknown }: Evidence): string[] {
  const tills = new Map<string, number>();
  const unsureItems = new Set<string>();
  const hidden = hiddenSales(simulator, stored);
  const add = (levelId: string, units: number): void => {
    tills.set(levelId, (tills.get(levelId) ?? 0) + units);
  };
  for (const sale of stored.sales.values()) {
    for (const { inventoryItemId, quantity } of sale.lines) {
      if (inventoryItemId === null) continue;
      const levelId = inventoryLevelId(inventoryItemId, sale.locationId);
      if (isAccepted(sale) || hidden.has(sale.id)) add(levelId, -quantity);
      if (isPlacementUnknown(sale.id) || hidden.has(sale.id)) unsureItems.add(inventoryItemId);
      // Where the sale's own location did not stock it, Shopify took it from another.
      if (ledger.units(levelId) === undefined) unsureItems.add(inventoryItemId);
      // An order that the shop deleted may have been made again: its stock is unknown.
      if (ledger.deletedOrdersOf.has(sale.id)) unsureItems.add(inventoryItemId);
    }
    for (const [levelId, units] of notCorrected(sale)) add(levelId, units);
    for (const item of perhapsCorrected(sale)) unsureItems.add(item);
  }
  for (const move of stored.stockMoves.values())
    if (isAccepted(move)) add(inventoryLevelId(move.inventoryItemId, move.locationId), move.delta);
  return [...simulator.store.levels].flatMap(([id, level]) => {
    const own = ledger.units(id);
    const isTracked = simulator.store.items.get(level.inventoryItemId)?.tracked;
    if (own === undefined || unsureItems.has(level.inventoryItemId) || !isTracked) return [];
    const expected = own + (tills.get(id) ?? 0);
    return level.available === expected
      ? []
      : [
          `level ${id} is ${level.available}: the shop's own ${own} and the tills' ${expected - own} are ${expected}`,
        ];
  });
}

function judgeCustomers({ simulator, ledger, books, stored }: Evidence): string[] {
  const faults: string[] = [];
  for (const id of books.edits)
    if (!stored.customerEdits.has(id)) faults.push(`edit ${id} was written, and the mirror does not have it`);
  /** Shopify's ids of customers that tills created, by the tills' own ids. */
  const idOf = new Map(
    [...stored.customerEdits.values()].flatMap(edit =>
      edit.isNew ? [[edit.id, acceptedAs(edit)] as const] : [],
    ),
  );
  const written = new Map<string, Set<string | null>>();
  for (const [key, values] of books.customerValues) {
    const [id = '', field] = key.split(' ');
    written.set(`${idOf.get(id) ?? id} ${field}`, values);
  }
  for (const customer of simulator.store.customers.values()) {
    for (const field of customerFields) {
      const value = customer[field] ?? null;
      const own = ledger.value(customer.id, field);
      const byTills = written.get(`${customer.id} ${field}`);
      if (own === undefined) continue;
      if (byTills === undefined && value !== own)
        faults.push(`customer ${customer.id}: ${field} is "${value}"; only the shop wrote it, last "${own}"`);
      else if (!ledger.hasWritten(customer.id, field, value) && !byTills?.has(value))
        faults.push(`customer ${customer.id}: nobody wrote "${value}" into ${field}`);
    }
  }
  const names = Map.groupBy(simulator.store.customers.values(), each => each.firstName);
  for (const name of books.newcomers)
    if ((names.get(name)?.length ?? 0) > 1) faults.push(`${name} was made ${names.get(name)?.length} times`);
  return faults;
}

function judgeCarts({ books, stored }: Evidence): string[] {
  const faults: string[] = [];
  for (const [cartId, lines] of books.carts) {
    const cart = stored.carts.get(cartId);
    if (!cart) {
      if ([...lines.values()].some(each => each.certain > 0))
        faults.push(`cart ${cartId} was parked, and the mirror does not have it`);
      continue;
    }
    const shown = new Map(shownLines(cart).map(each => [each.id, each.quantity] as const));
    for (const [lineId, { certain, perhaps, isTakenFrom }] of lines) {
      const quantity = shown.get(lineId) ?? 0;
      const unsure = books.parked.has(cartId) ? 0 : (books.perhapsParked.get(lineId) ?? 0);
      if (quantity > certain + perhaps + unsure || (!isTakenFrom && quantity < certain))
        faults.push(
          `cart ${cartId}: line ${lineId} is of ${quantity}; ${certain} were added, and perhaps ${perhaps + unsure} more`,
        );
    }
  }
  return faults;
}

/** Whether an id is one of a till's sale, in a journal or not: the shop's own orders have others. */
function isOfTill(id: string): boolean {
  return /^(world-|[a-z2-7]{10}-\d+$)/.test(id);
}

function isAccepted({ submission }: Sale | StockMove): boolean {
  return submission?.state === 'accepted';
}

function acceptedAs({ submission }: CustomerEdit): string | undefined {
  return submission?.state === 'accepted' || submission?.state === 'resolved'
    ? (submission.customerId ?? undefined)
    : undefined;
}
