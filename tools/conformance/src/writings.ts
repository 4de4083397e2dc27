import { seal, sha256Of, type JournalRecord, type TillKey } from '@tidemark/journal';
import { priceSale, type Cart, type Sale } from '@tidemark/schema';
import type { Bench } from './check.ts';

type Writer = Pick<Bench, 'client' | 'newId' | 'now'>;

/** An empty parked cart of this till, already discarded, and named so that a person who sees it knows what it is. */
export function aParkedCart(writer: Writer): Cart {
  const unset = { value: null, stamp: '' };
  return {
    id: writer.newId(),
    ...authorOf(writer),
    currency: writer.client.session.shop.currency,
    status: { value: 'discarded', stamp: stampOf(writer, 0) },
    name: { value: 'Conformance', stamp: stampOf(writer, 0) },
    note: unset,
    discount: unset,
    customerId: unset,
    lines: [],
  };
}

/** A sale of one cent with a custom line: it takes no stock, and becomes an order of the shop. */
export function aSaleByHand(writer: Writer): Sale {
  const { lines, taxLines, due } = priceSale(
    [
      {
        ...{ id: writer.newId(), productId: null, variantId: null, inventoryItemId: null },
        ...{ title: 'Conformance', variantTitle: null, sku: null, unitPrice: 1, taxable: false },
        ...{ quantity: 1, discounts: [], note: null },
      },
    ],
    { taxesIncluded: true, rates: [] },
  );
  return {
    id: writer.newId(),
    ...authorOf(writer),
    ...{ shiftId: null, cartId: null, pricedUnder: null, customerId: null, note: null, submission: null },
    receiptNumber: `${writer.client.session.till.receiptPrefix ?? 'C'}-${String(writer.now() % 1e9).padStart(9, '0')}`,
    currency: writer.client.session.shop.currency,
    taxesIncluded: true,
    ...{ lines, taxLines },
    tenders: [{ kind: 'cash', amount: due.total, reference: null }],
    totals: { ...due, paid: due.total, change: 0 },
  };
}

/** The first record of a new journal of this till: a sale of one cent. */
export function aSealedSaleByHand(
  writer: Writer,
  key: TillKey,
  change: Partial<Sale> = {},
): Promise<JournalRecord> {
  const { customerId, note, lines, ...sale } = { ...aSaleByHand(writer), ...change };
  const details = {
    salt: sha256Of(writer.newId()).slice(0, 22),
    customerId: customerId ?? null,
    note: note ?? null,
    lineNotes: [],
  };
  return seal(
    {
      ...sale,
      lines: lines.map(({ note: _note, ...line }) => line),
      details,
      journal: {
        ...{ kind: 'sale', number: 1, previous: null, draftId: writer.newId(), clockCorrection: null },
        series: seriesOf(writer.newId()),
        opens: { before: { count: 0, digest: sha256Of('[]') }, last: null },
      },
    },
    key,
  );
}

/** A series name: ten base-32 characters, derived from a random id. */
function seriesOf(id: string): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  const bytes = new TextEncoder().encode(sha256Of(id));
  return [...bytes.slice(0, 10)].map(each => letters[each % 32]).join('');
}

/** A stamp by the till's clock; `step` distinguishes writes within one millisecond. */
export function stampOf({ client, now }: Writer, step: number): string {
  return `${String(now()).padStart(15, '0')}-${step.toString(16).padStart(6, '0')}-${client.session.till.id}`;
}

function authorOf({ client: { session }, now }: Writer) {
  return {
    shop: session.shop.domain,
    tillId: session.till.id,
    staffId: session.staff.id,
    locationId: session.location.id,
    createdAt: new Date(now()).toISOString(),
  };
}
