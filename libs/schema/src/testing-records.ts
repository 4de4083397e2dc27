import type { Cart } from './documents/cart.ts';
import type { CustomerEdit } from './documents/customer-edit.ts';
import type { StockCorrection } from './documents/effect.ts';
import type { Sale } from './documents/sale.ts';
import type { StockMove } from './documents/stock-move.ts';
import { priceSale, type PricedSale } from './sale/price-sale.ts';
import type { UnpricedLine } from './sale/price-line.ts';

const author = {
  shop: 'tidemark-demo.myshopify.com',
  tillId: 'till-aaaa',
  staffId: 'demo',
  locationId: '1',
  createdAt: '2026-01-01T00:00:00Z',
};

export function anUnpricedLine(change: Partial<UnpricedLine> = {}): UnpricedLine {
  return {
    id: '101',
    productId: '1',
    variantId: '101',
    inventoryItemId: '9101',
    title: 'Product 1',
    variantTitle: null,
    sku: 'SKU-101',
    unitPrice: 1250,
    taxable: true,
    quantity: 1,
    discounts: [],
    note: null,
    ...change,
  };
}

/** A sale of these lines, 21 % included, paid in cash to the cent. */
export function aSale(change: Partial<Sale> = {}, lines: readonly UnpricedLine[] = [anUnpricedLine()]): Sale {
  const taxesIncluded = change.taxesIncluded ?? true;
  const priced: PricedSale = priceSale(lines, { taxesIncluded, rates: [{ title: 'VAT', rate: 0.21 }] });
  return {
    id: 'sale-0001',
    ...author,
    shiftId: null,
    cartId: null,
    receiptNumber: 'A-000001',
    pricedUnder: 'e1:1',
    currency: 'EUR',
    taxesIncluded,
    customerId: null,
    note: null,
    lines: priced.lines,
    taxLines: priced.taxLines,
    tenders: [{ kind: 'cash', amount: priced.due.total, reference: null }],
    totals: { ...priced.due, paid: priced.due.total, change: 0 },
    submission: null,
    ...change,
  };
}

/** Puts right in Shopify's books that goods sold at location 1 were taken from location 9: by default one unit. */
export function aStockCorrection({
  units = 1,
  ...change
}: Partial<StockCorrection> & { readonly units?: number } = {}): StockCorrection {
  const item = { inventoryItemId: '9101', variantId: '101' };
  return {
    kind: 'stock-correction',
    key: 'sale-0001-1',
    changes: [
      { ...item, locationId: '9', delta: units },
      { ...item, locationId: '1', delta: -units },
    ],
    submission: { state: 'waiting', sending: 1, attempts: 0, unanswered: 0, notBefore: 0 },
    ...change,
  };
}

export function aStockMove(change: Partial<StockMove> = {}): StockMove {
  return {
    id: 'move-0001',
    ...author,
    shiftId: null,
    inventoryItemId: '9101',
    variantId: '101',
    delta: 5,
    reason: 'receive',
    seen: null,
    counted: null,
    note: null,
    key: 'key-00000001',
    submission: null,
    ...change,
  };
}

export function aCustomerEdit(change: Partial<CustomerEdit> = {}): CustomerEdit {
  return {
    id: 'edit-0001',
    ...author,
    customerId: '1',
    isNew: false,
    changes: { phone: { was: null, is: '+31201234567' } },
    submission: null,
    ...change,
  };
}

export function aCart(change: Partial<Cart> = {}): Cart {
  return {
    id: 'cart-0001',
    ...author,
    currency: 'EUR',
    status: { value: 'parked', stamp: '' },
    name: { value: null, stamp: '' },
    note: { value: null, stamp: '' },
    discount: { value: null, stamp: '' },
    customerId: { value: null, stamp: '' },
    lines: [],
    ...change,
  };
}
