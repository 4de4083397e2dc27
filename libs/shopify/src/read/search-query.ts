import type { FindKind } from '@tidemark/protocol';
import { wordsOf } from '@tidemark/schema';

/** A search in Shopify. Times are milliseconds since the epoch. */
export interface ShopifySearch {
  /** As a person typed it. */
  readonly text: string;
  /** Also finds orders of these customers: Shopify's filters know a customer only by id. */
  readonly customerIds?: readonly string[];
  /** Also finds orders with one of these SKUs: Shopify has no filter for the titles of lines. */
  readonly skus?: readonly string[];
  /** Only orders placed in this time, both ends included. */
  readonly from?: number;
  readonly to?: number;
}

/** The most words in a query; more do not improve it, and Shopify limits its length. */
const mostWords = 8;
const mostAlternatives = 20;
/** A number with fewer digits is not a phone number. */
const phoneDigits = 5;

/** The fields in which a search looks for words; `default` is what Shopify searches if no field is named. */
const fieldsOf = {
  products: ['title', 'vendor', 'tag', 'sku', 'barcode'],
  customers: ['default', 'first_name', 'last_name', 'email', 'phone'],
  orders: ['default', 'name', 'email', 'sku'],
} as const satisfies Record<FindKind, readonly string[]>;

/**
 * The search in Shopify's syntax, with documented filters only; undefined if nothing is left to search for. Typed text
 * enters it as words of letters and digits, or quoted: it cannot act as Shopify's syntax.
 */
export function searchQuery(kind: FindKind, search: ShopifySearch): string | undefined {
  const alternatives = [allWords(kind, search.text), ...wholes(kind, search)].filter(each => each !== '');
  const isTimeOnly = kind === 'orders' && search.text.trim() === '';
  if (alternatives.length === 0 && !isTimeOnly) return undefined;
  const limits = limitsOf(kind, search);
  const parts = alternatives.length > 0 ? [either(alternatives), ...limits] : limits;
  return parts.length > 0 ? parts.join(' AND ') : undefined;
}

/** A value in quotes, without stars: it is not documented whether quotes make a star literal. */
export function quoted(text: string): string {
  return `"${plain(text).replace(/[\\"]/g, '\\$&')}"`;
}

/** Whether a text has nothing but stars and blanks. */
export function isBlank(text: string): boolean {
  return plain(text) === '';
}

function plain(text: string): string {
  return text.replaceAll('*', ' ').trim();
}

/** Shopify compares quoted times to the second. */
export function instant(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function allWords(kind: FindKind, text: string): string {
  return searchedWords(text)
    .map(spellings =>
      either(
        spellings.flatMap(word =>
          fieldsOf[kind].map(field => (field === 'default' ? `${word}*` : `${field}:${word}*`)),
        ),
      ),
    )
    .join(' AND ');
}

/** The terms that must match as a whole. */
function wholes(kind: FindKind, { text, customerIds, skus }: ShopifySearch): string[] {
  const trimmed = text.trim();
  const email = /^\S+@\S+$/.test(trimmed) ? [`email:${quoted(trimmed)}`] : [];
  if (kind === 'products') return [];
  if (kind === 'customers') {
    const phone = trimmed.replace(/[^\d+]/g, '');
    const isPhone = /^[\d\s()+./-]+$/.test(trimmed) && phone.length >= phoneDigits;
    return [...email, ...(isPhone ? [`phone:${quoted(phone)}`] : [])];
  }
  const named = isBlank(trimmed) ? [] : [`name:${quoted(trimmed)}`, `sku:${quoted(trimmed)}`];
  const ids = (customerIds ?? []).filter(each => /^\d+$/.test(each));
  return [
    ...email,
    ...named,
    ...ids.slice(0, mostAlternatives).map(each => `customer_id:${each}`),
    ...(skus ?? [])
      .filter(each => !isBlank(each))
      .slice(0, mostAlternatives)
      .map(each => `sku:${quoted(each)}`),
  ];
}

function limitsOf(kind: FindKind, { from, to }: ShopifySearch): string[] {
  // Every status is named: without it, Shopify's list of products may leave some out.
  if (kind === 'products') return ['(status:active OR status:draft OR status:archived OR status:unlisted)'];
  if (kind === 'customers') return [];
  return [
    ...(from === undefined ? [] : [`processed_at:>='${instant(from)}'`]),
    ...(to === undefined ? [] : [`processed_at:<='${instant(to)}'`]),
  ];
}

/**
 * The longest words, each with its spellings: plain, and with the typed accents, as Shopify does not document whether
 * it compares those. A word that is the beginning of another is left out.
 */
function searchedWords(text: string): string[][] {
  const typed =
    text
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  const spellings = new Map<string, Set<string>>();
  for (const word of typed) {
    for (const plain of wordsOf(word)) {
      const known = spellings.get(plain) ?? new Set([plain]);
      if (wordsOf(word).length === 1) known.add(word);
      spellings.set(plain, known);
    }
  }
  const words = [...spellings.keys()].sort((a, b) => b.length - a.length);
  return words
    .filter((word, n) => !words.slice(0, n).some(longer => longer.startsWith(word)))
    .slice(0, mostWords)
    .map(word => [...(spellings.get(word) ?? [])]);
}

function either(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' OR ')})`;
}
