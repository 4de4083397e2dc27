import { isSameEmail, isSamePhone, type EditableCustomer } from '@tidemark/conflict';
import type { CustomerChanges } from '@tidemark/schema';

/**
 * An edit in the shop's spelling ([T13]): Shopify stores e-mail addresses in lower case and phone numbers with their
 * country. What a till wrote comes back spelled differently, which is not a change by the shop.
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
