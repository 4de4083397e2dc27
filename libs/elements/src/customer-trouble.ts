import type { CustomerEntered } from './customer-events.ts';

/** The most characters that Shopify takes of a name or of a line of an address. */
export const mostInLine = 255;
/** The most characters that Shopify takes of a note. */
export const mostInNote = 5_000;

/** Why this cannot be a customer, in words; '' when it can. Shopify has the last word. */
export function customerTrouble(customer: CustomerEntered): string {
  const { firstName, lastName, email, phone, note, address } = customer;
  if ([firstName, lastName, email, phone].every(each => each === null))
    return 'Give a name, an e-mail address or a phone number.';
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return 'This is not an e-mail address.';
  if (phone !== null && !/^\+?[\d\s()./-]{4,}$/.test(phone)) return 'This is not a phone number.';
  const country = address?.countryCode ?? null;
  if (country !== null && !/^[A-Z]{2}$/.test(country)) return 'A country has two letters, like NL.';
  const lines = { 'First name': firstName, 'Last name': lastName, 'E-mail': email, ...addressLines(address) };
  for (const [name, text] of Object.entries(lines))
    if ((text?.length ?? 0) > mostInLine) return `${name}: at most ${mostInLine} characters.`;
  if ((note?.length ?? 0) > mostInNote) return `Note: at most ${mostInNote.toLocaleString('en')} characters.`;
  for (const [name, text] of Object.entries({ 'First name': firstName, 'Last name': lastName }))
    if (text !== null && hasWebAddress(text)) return `${name}: Shopify takes no web address here.`;
  for (const [name, text] of Object.entries(addressLines(address))) {
    if (text === null) continue;
    if (hasWebAddress(text)) return `${name}: Shopify takes no web address here.`;
    if (/<[^>]*>/.test(text)) return `${name}: Shopify takes no < and > here.`;
    if (/\p{Extended_Pictographic}/u.test(text)) return `${name}: Shopify takes no emoji here.`;
  }
  return '';
}

function addressLines(address: CustomerEntered['address']): Record<string, string | null> {
  if (!address) return {};
  return { 'Street and number': address.address1, 'Postal code': address.zip, City: address.city };
}

function hasWebAddress(text: string): boolean {
  return /https?:\/\/|\bwww\./i.test(text);
}
