import { idOf } from '../shop/ids.ts';
import { cents, decimal } from '../shop/money.ts';
import type { OrderLineRecord, OrderRecord } from '../shop/records.ts';
import type { Store } from '../shop/store.ts';

export interface MoneyInput {
  readonly shopMoney: { readonly amount: string };
}

export interface LineInput {
  readonly variantId?: string;
  readonly productId?: string;
  readonly title?: string;
  readonly variantTitle?: string;
  readonly sku?: string;
  readonly vendor?: string;
  readonly quantity: number;
  readonly priceSet?: MoneyInput;
  readonly taxable?: boolean;
  readonly requiresShipping?: boolean;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  readonly taxLines?: readonly {
    readonly title: string;
    readonly rate: string | number;
    readonly priceSet?: MoneyInput;
  }[];
}

export interface DiscountInput {
  readonly itemFixedDiscountCode?: { readonly code: string; readonly amountSet?: MoneyInput };
  readonly itemPercentageDiscountCode?: { readonly code: string; readonly percentage?: number };
  readonly freeShippingDiscountCode?: { readonly code: string };
}

export function newLine(store: Store, input: LineInput): OrderLineRecord {
  const variant = store.variants.get(input.variantId === undefined ? '' : idOf(input.variantId));
  const product = store.products.get(variant?.productId ?? '');
  const price = input.priceSet?.shopMoney.amount ?? variant?.price ?? '0.00';
  const vendor = input.vendor ?? product?.vendor;
  return {
    id: store.newId(),
    productId: product?.id,
    variantId: variant?.id,
    title: input.title ?? product?.title ?? '',
    variantTitle: input.variantTitle ?? variant?.title,
    sku: input.sku ?? variant?.sku,
    quantity: input.quantity,
    currentQuantity: input.quantity,
    price: decimal(cents(price)),
    discount: '0.00',
    taxes: (input.taxLines ?? []).map(({ title, rate, priceSet }) => ({
      title,
      rate: Number(rate),
      amount: priceSet
        ? decimal(cents(priceSet.shopMoney.amount))
        : decimal(Math.round(cents(price) * input.quantity * Number(rate))),
    })),
    taxable: input.taxable ?? true,
    requiresShipping: input.requiresShipping ?? false,
    ...(vendor === undefined ? {} : { vendor }),
    ...(input.properties ? { properties: [...input.properties] } : {}),
  };
}

/** Applies the order's only discount code, spread over its lines by cost; the last line takes the rounding rest. */
export function withDiscount(order: OrderRecord, input: DiscountInput | undefined): OrderRecord {
  if (!input) return order;
  const { itemFixedDiscountCode: fixed, itemPercentageDiscountCode: part } = input;
  const code = fixed?.code ?? part?.code ?? input.freeShippingDiscountCode?.code;
  if (code === undefined) return order;
  const discountCodes = [code];
  if (input.freeShippingDiscountCode) return { ...order, discountCodes, shipping: '0.00' };
  const costs = order.lines.map(each => cents(each.price) * each.quantity);
  const whole = costs.reduce((sum, each) => sum + each, 0);
  const wanted = fixed
    ? cents(fixed.amountSet?.shopMoney.amount ?? '0')
    : Math.round((whole * (part?.percentage ?? 0)) / 100);
  const total = Math.min(whole, wanted);
  let left = total;
  const lines = order.lines.map((line, n) => {
    const isLast = n === order.lines.length - 1;
    const share = isLast ? left : Math.round((total * (costs[n] ?? 0)) / (whole || 1));
    left -= share;
    return { ...line, discount: decimal(share) };
  });
  return { ...order, discountCodes, lines };
}
