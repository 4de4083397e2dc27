import type { AddressInput } from '../customers/address-input.ts';
import type { OrderTransactionRecord } from '../shop/records.ts';
import type { DiscountInput, LineInput, MoneyInput } from './order-create-lines.ts';

export interface MetafieldInput {
  readonly namespace?: string | null;
  readonly key?: string;
  readonly type?: string | null;
  readonly value?: string;
}

/** The input of `orderCreate`. */
export interface OrderCreateInput {
  readonly lineItems?: readonly LineInput[];
  readonly customer?: {
    readonly toAssociate?: { readonly id?: string | null; readonly email?: string | null };
    readonly toUpsert?: { readonly id?: string; readonly email?: string; readonly [field: string]: unknown };
  };
  readonly customerId?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly note?: string;
  readonly tags?: readonly string[];
  readonly name?: string;
  readonly poNumber?: string;
  readonly sourceIdentifier?: string;
  readonly sourceName?: string;
  readonly processedAt?: string;
  readonly closedAt?: string;
  readonly taxesIncluded?: boolean;
  readonly test?: boolean;
  readonly discountCode?: DiscountInput;
  readonly currency?: string | null;
  readonly presentmentCurrency?: string | null;
  readonly companyLocationId?: string | null;
  readonly taxLines?: readonly object[];
  readonly fulfillment?: { readonly locationId: string };
  readonly shippingLines?: readonly {
    readonly title: string;
    readonly priceSet: MoneyInput;
    readonly taxLines?: readonly object[];
  }[];
  readonly shippingAddress?: AddressInput;
  readonly billingAddress?: AddressInput;
  readonly financialStatus?: string;
  readonly fulfillmentStatus?: 'FULFILLED' | 'PARTIAL' | 'RESTOCKED';
  readonly customAttributes?: { key: string; value: string | null }[];
  readonly metafields?: readonly MetafieldInput[];
  readonly transactions?: readonly {
    readonly amountSet: MoneyInput;
    readonly kind?: OrderTransactionRecord['kind'];
    readonly status?: OrderTransactionRecord['status'];
    readonly gateway?: string;
    readonly processedAt?: string;
    readonly locationId?: string;
  }[];
}
