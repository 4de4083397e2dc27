import type { EditableCustomer } from '@tidemark/conflict';
import type { CustomerChanges } from '@tidemark/schema';

/**
 * An edit in the words of the shop ([T13]): Shopify keeps e-mail addresses in small letters and phone numbers with their
 * country, so what a till wrote comes back written otherwise, and is no change of the shop's.
 */
export function inShopsWords(shop: EditableCustomer, changes: CustomerChanges): CustomerChanges {
  return {
    ...changes,
    ...(changes.email && { email: reworded(shop.email, changes.email, isSameEmail) }),
    ...(changes.phone && { phone: reworded(shop.phone, changes.phone, isSamePhone) }),
  };
}

type TextChange = NonNullable<CustomerChanges['email']>;

function reworded(
  shop: string | null,
  { was, is }: TextChange,
  isSame: (a: string, b: string) => boolean,
): TextChange {
  const inWords = (text: string | null) =>
    text !== null && shop !== null && isSame(text, shop) ? shop : text;
  return { was: inWords(was), is: inWords(is) };
}

function isSameEmail(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** Digits that make two numbers one: fewer may be the end of many. */
const telling = 7;

/** Whether two ways of writing are one number: one may have its country, the other a nought before it. */
export function isSamePhone(a: string, b: string): boolean {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left.hasCountry === right.hasCountry) return left.digits === right.digits;
  const [whole, part] = left.hasCountry ? [left, right] : [right, left];
  return part.digits.length >= telling && whole.digits.endsWith(part.digits);
}

function numberOf(text: string): { readonly hasCountry: boolean; readonly digits: string } {
  const dialled = text
    .replace('(0)', '')
    .replace(/[^\d+]/g, '')
    .replace(/^00/, '+');
  const hasCountry = dialled.startsWith('+');
  const digits = dialled.replace(/\D/g, '');
  return { hasCountry, digits: hasCountry ? digits : digits.replace(/^0+/, '') };
}
