import type { RecordName } from '../records.ts';
import { cartJsonSchema, type Cart } from './cart.ts';
import { customerEditJsonSchema, type CustomerEdit } from './customer-edit.ts';
import { saleJsonSchema, type Sale } from './sale.ts';
import { stockMoveJsonSchema, type StockMove } from './stock-move.ts';

/** The shapes of records. They are separate from those of caches, which are dropped and pulled again. */
export const recordJsonSchemas = {
  customerEdits: customerEditJsonSchema,
  sales: saleJsonSchema,
  stockMoves: stockMoveJsonSchema,
  carts: cartJsonSchema,
} as const satisfies Record<RecordName, object>;

/** The document type of each kind of record. */
export type RecordOf = {
  customerEdits: CustomerEdit;
  sales: Sale;
  stockMoves: StockMove;
  carts: Cart;
};

/** A record that is written once; the server notes its way to Shopify in it. */
export type Submitted = RecordOf['customerEdits' | 'sales' | 'stockMoves'];
