import { isSameEmail, isSamePhone, type EditableCustomer } from '@tidemark/conflict';
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
