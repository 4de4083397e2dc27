import { msg, str } from '@tidemark/elements/language';
import type { ScanResult, Sellable } from '@tidemark/till';
import type { SaleStop } from '@tidemark/schema';
import { causeWords } from '../cause-words.ts';

/** A scan that added nothing to the cart, in words, and what a cashier can do about it. */
export interface Missing {
  readonly code: string;
  readonly cause: string;
  readonly title: string;
  readonly text: string;
  /** `sellable`: adds that to the cart; without it, asks again. */
  readonly act: { readonly words: string; readonly sellable?: Sellable } | undefined;
}

type Found = Extract<ScanResult, { kind: 'found' | 'several' | 'repaired' }>;

/** Whether a scan found something that can be sold. */
export function isFound(result: ScanResult): result is Found {
  return result.kind === 'found' || result.kind === 'several' || result.kind === 'repaired';
}

/** Words for a scan that found nothing; `isLate`: the cart that it was for is no longer on screen. */
export function missingWords(
  code: string,
  result: Exclude<ScanResult, Found>,
  isLate: boolean,
  timeZone?: string,
): Missing {
  const { canAskAgain, text, ...words } = causeWords(code, result, timeZone);
  return {
    ...words,
    code,
    text: isLate ? msg(str`${text} It was scanned for a cart that is not on screen any more.`) : text,
    act: canAskAgain ? { words: msg('Try again') } : undefined,
  };
}

/** Words for a tapped product that may not be sold plainly. */
export function stoppedWords(title: string, stop: SaleStop): Missing {
  return missingWords('', { kind: 'not-found', cause: stop, deletedAt: null, titles: [title] }, false);
}

/** Words for a scan whose answer came after its cart had left the screen. */
export function lateWords(code: string, result: Found): Missing {
  const sellable = result.kind === 'several' ? undefined : result.sellable;
  return {
    code,
    cause: 'late-answer',
    title: msg(str`${sellable?.product.title ?? code} is not in the cart`),
    text: msg('The answer came when the cart that it was scanned for was not on screen any more.'),
    act: sellable
      ? { words: msg('Put it into this cart'), sellable }
      : { words: msg('Scan it for this cart') },
  };
}

/** Words for a scan whose answer came after its screen had been left. */
export function goneWords(code: string, result: ScanResult): string {
  const what =
    result.kind === 'found' || result.kind === 'repaired'
      ? result.sellable.product.title
      : msg(str`Code ${code}`);
  return msg(
    str`${what} was scanned before this screen was opened, and nothing was done with it. Scan it again where it belongs.`,
  );
}
