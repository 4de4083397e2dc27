import { msg, numberText, str } from '../language/index.ts';
import type { CustomerEntered } from './customer-events.ts';

/** The most characters that Shopify accepts in a name or in a line of an address. */
export const mostInLine = 255;
/** The most characters that Shopify accepts in a note. */
export const mostInNote = 5_000;

/** Why this cannot be a customer, in words; '' when it can. Shopify has the last word. */
export function customerTrouble(customer: CustomerEntered): string {
  const { firstName, lastName, email, phone, note, address } = customer;
  if ([firstName, lastName, email, phone].every(each => each === null))
    return msg('Give a name, an e-mail address or a phone number.');
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    return msg('This is not an e-mail address.');
  if (phone !== null && !/^\+?[\d\s()./-]{4,}$/.test(phone)) return msg('This is not a phone number.');
  const country = address?.countryCode ?? null;
  if (country !== null && !/^[A-Z]{2}$/.test(country)) return msg('A country has two letters, like NL.');
  const names: readonly Named[] = [
    [msg('First name'), firstName],
    [msg('Last name'), lastName],
  ];
  for (const [name, text] of [...names, [msg('E-mail'), email] as const, ...addressLines(address)])
    if ((text?.length ?? 0) > mostInLine)
      return msg(str`${name}: at most ${numberText(mostInLine)} characters.`);
  if ((note?.length ?? 0) > mostInNote) return msg(str`Note: at most ${numberText(mostInNote)} characters.`);
  for (const [name, text] of names)
    if (text !== null && hasWebAddress(text)) return msg(str`${name}: Shopify takes no web address here.`);
  for (const [name, text] of addressLines(address)) {
    if (text === null) continue;
    if (hasWebAddress(text)) return msg(str`${name}: Shopify takes no web address here.`);
    if (/<[^>]*>/.test(text)) return msg(str`${name}: Shopify takes no < and > here.`);
    if (/\p{Extended_Pictographic}/u.test(text)) return msg(str`${name}: Shopify takes no emoji here.`);
  }
  return '';
}

/** A field's title and its content. */
type Named = readonly [title: string, text: string | null];

function addressLines(address: CustomerEntered['address']): readonly Named[] {
  if (!address) return [];
  return [
    [msg('Street and number'), address.address1],
    [msg('Postal code'), address.zip],
    [msg('City'), address.city],
  ];
}

function hasWebAddress(text: string): boolean {
  return /https?:\/\/|\bwww\./i.test(text);
}
