import type { Customer, CustomerEdit } from '@tidemark/schema';

/** Whether an edit has nothing that only one customer can have. */
export function isNameless({ changes: { email, phone } }: CustomerEdit): boolean {
  return !email?.is && !phone?.is;
}

/** The tag by which a customer without address and number is found again. */
export function markOf({ id }: CustomerEdit): string {
  return `tidemark-${id}`;
}

/**
 * Whether a customer of the shop is the one whom an edit creates: by the address or number that only one can have, else
 * by our mark. A customer with another name had this address before: Shopify refuses to create ours, and says whose it
 * is.
 */
export function isMadeBy(edit: CustomerEdit, customer: Omit<Customer, 'rev'>): boolean {
  if (!edit.isNew) return false;
  if (isNameless(edit)) return customer.tags.includes(markOf(edit));
  const { email, phone } = edit.changes;
  const isSameContact =
    isBoth(isSameEmail, email?.is, customer.email) || isBoth(isSamePhone, phone?.is, customer.phone);
  return isSameContact && isNamedBy(edit, customer);
}

/** Whether a customer has the name that an edit gives to a new one. */
export function isNamedBy(
  { changes }: CustomerEdit,
  { firstName, lastName }: Pick<Customer, 'firstName' | 'lastName'>,
): boolean {
  return firstName === (changes.firstName?.is ?? null) && lastName === (changes.lastName?.is ?? null);
}

/** Whether two e-mail addresses are the same: Shopify stores them in lower case. */
export function isSameEmail(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** The digits that must match for two numbers to be the same: fewer may be the end of many. */
const telling = 7;

/** Whether two spellings are the same number: one may have its country's code, the other a leading zero. */
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

function isBoth(
  isSame: (a: string, b: string) => boolean,
  a: string | null | undefined,
  b: string | null,
): boolean {
  return Boolean(a && b && isSame(a, b));
}
