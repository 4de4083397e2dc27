import { codesOf } from '../codes/codes.ts';
import type { Customer } from '../documents/customer.ts';
import type { Order } from '../documents/order.ts';
import type { Product } from '../documents/product.ts';
import { searchWordsOf, wordsOf } from './words.ts';

/** The words by which a product is found: those that people write, and codes, which are not mistyped but read. */
export interface ProductWords {
  readonly texts: readonly string[];
  readonly codes: readonly string[];
}

/** The words of title, vendor and tags; and those of SKUs and barcodes. */
export function wordsOfProduct({
  title,
  vendor,
  tags,
  variants,
}: Pick<Product, 'title' | 'vendor' | 'tags' | 'variants'>): ProductWords {
  return {
    texts: [...searchWordsOf(title), ...sharedWordsOf(vendor), ...tags.flatMap(sharedWordsOf)],
    codes: variants.flatMap(codesOf).flatMap(wordsOf),
  };
}

/** The most texts in the cache, and their longest length: some hundred kilobytes. */
const [mostShared, longestShared] = [2_000, 60];
const shared = new Map<string, readonly string[]>();

/**
 * `searchWordsOf` with a cache, for texts that many products share: vendors and tags. A shop has few of them, and each
 * is needed thousands of times.
 */
function sharedWordsOf(text: string): readonly string[] {
  const known = shared.get(text);
  if (known) return known;
  const words = searchWordsOf(text);
  if (text.length > longestShared) return words;
  if (shared.size >= mostShared) shared.clear();
  shared.set(text, words);
  return words;
}

/** The words of name, e-mail address and phone number; a phone number also as its digits alone. */
export function wordsOfCustomer({
  displayName,
  firstName,
  lastName,
  email,
  phone,
}: Pick<Customer, 'displayName' | 'firstName' | 'lastName' | 'email' | 'phone'>): readonly string[] {
  const texts = [displayName, firstName, lastName, email, phone].filter(each => each !== null);
  return [
    ...texts.flatMap(searchWordsOf),
    ...texts.map(digitsOf).filter(each => each.length > 3),
    ...withoutCountry(digitsOf(phone ?? '')),
  ];
}

/**
 * The words of an order itself: its name ("#1001"), e-mail address and phone number, and the titles and SKUs of its
 * lines. An order names its customer and its receipt only by ids: a caller that knows these adds `wordsOfCustomer` and
 * the receipt's words.
 */
export function wordsOfOrder({
  name,
  email,
  phone,
  lines,
}: Pick<Order, 'name' | 'email' | 'phone' | 'lines'>): readonly string[] {
  const texts = [name, email, phone, ...lines.flatMap(each => [each.title, each.variantTitle, each.sku])];
  return [
    ...texts.flatMap(each => searchWordsOf(each ?? '')),
    ...[digitsOf(phone ?? '')].filter(each => each.length > 3),
    ...withoutCountry(digitsOf(phone ?? '')),
  ];
}

/** A phone number's digits, by which it is found however it is written. */
function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/**
 * A number of at least this many digits may begin with a country's code, of one to three digits; which is not visible.
 */
const withCountry = 10;

/** A phone number's digits after its country's code, so that it is found while being typed. */
function withoutCountry(digits: string): readonly string[] {
  return digits.length < withCountry ? [] : [1, 2, 3].map(code => digits.slice(code));
}
