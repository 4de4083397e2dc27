import { counted, msg, numberText, str } from '@tidemark/elements/language';
import type { TillStatus } from '@tidemark/till';
import type { Listing, ListingQuery, PageTill } from '@tidemark/till/page';
import { map, type Observable } from 'rxjs';
import { readingWords } from '../../words/reading-words.ts';

/** How far a till has read its products: those on its disk, those of the shop for the first time, or all. */
export type Reading = 'opening' | 'filling' | 'done';

/** Undefined: not known yet. */
export function readingOf(status: TillStatus | undefined): Reading | undefined {
  if (!status) return undefined;
  if (status.opening) return 'opening';
  return status.filling ? 'filling' : 'done';
}

export interface ListedQuery extends ListingQuery {
  readonly reading: Reading | undefined;
}

/** Products as they were listed, and how far the till had read them when it was asked. */
export interface Listed extends Listing {
  readonly reading: Reading | undefined;
}

/**
 * Lists products, and asks anew when more is read. An answer from before is then never taken for all that there is: a
 * till may say that it has read everything a moment before it lists it.
 */
export function listed$(
  { catalogue }: Pick<PageTill, 'catalogue'>,
  { reading, ...query }: ListedQuery,
): Observable<Listed> {
  return catalogue.listing$(query).pipe(map(listing => ({ ...listing, reading })));
}

/** What stands where no products were found; '' while that is not certain. */
export function emptyWords(listed: Listed | undefined): string {
  if (listed?.reading === undefined || listed.total > 0) return '';
  if (listed.reading === 'opening') return readingWords();
  if (listed.words) return msg(str`No product here fits “${listed.words}”. Press Enter to ask the shop.`);
  return listed.reading === 'filling' ? msg('The shop is being read …') : msg('No products yet.');
}

/** How many products were found. `stockWords`: how old the stock is that a till shows while it opens; '' for nothing. */
export function countWords(listed: Listed | undefined, stockWords: string): string {
  if (!listed) return '';
  const { reading, words, total, held } = listed;
  if (reading !== 'opening') return foundWords(listed);
  // Until everything is read, a search finds only the first products; the number of all products may be known.
  if (words) return total === 0 ? '' : msg(str`${foundWords(listed)} so far`);
  return [total > held && foundWords(listed), held > 0 && stockWords].filter(Boolean).join(' · ');
}

function foundWords({ total, isSimilar, words }: Listing): string {
  const number = numberText(total);
  const products = counted(total, str`${number} product`, str`${number} products`);
  return isSimilar ? msg(str`Nothing with “${words}”; ${products} with nearly that`) : products;
}

/** Whether products have these words; undefined where they were not the words of this list. */
export function fitsIn(listed: Listing | undefined, words: string): boolean | undefined {
  return listed?.words === words ? listed.total > 0 : undefined;
}
