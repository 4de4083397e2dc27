import { wordsOf, wordsOfOrder, type Order } from '@tidemark/schema';

/** The most words by which an order of hundreds of lines is found; this bounds memory. */
const mostWords = 400;

/** A number as one word: "#1001" and "A-000012" without their signs. */
export function compact(text: string): string {
  return wordsOf(text).join('');
}

/** The words by which a till finds an order, beside its customer's name; `receiptNumber` is that of its sale. */
export function wordsFindingOrder(order: Order, receiptNumber: string | undefined): readonly string[] {
  const codes = [order.name, receiptNumber ?? '', ...order.lines.map(({ sku }) => sku ?? '')];
  const words = new Set([
    ...codes.slice(0, 2).flatMap(wordsOf),
    ...codes.map(compact),
    ...wordsOfOrder(order),
    ...order.discountCodes.flatMap(wordsOf),
  ]);
  words.delete('');
  return [...words].slice(0, mostWords);
}

/** Newest first; orders of one moment in the order of their ids. */
export function newestFirst(a: Order, b: Order): number {
  if (a.processedAt !== b.processedAt) return a.processedAt < b.processedAt ? 1 : -1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
