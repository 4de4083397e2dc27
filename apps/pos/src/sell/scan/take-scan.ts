import { msg } from '@tidemark/elements/language';
import type { LockView } from '@tidemark/till';
import type { PageTill } from '@tidemark/till/page';
import { lockedScanWords } from '../../shell/lock/lock-words.ts';
import { openDialogs, readDialog, refusalBy } from './open-dialogs.ts';
import { ownerOf, type ScanScope } from './scan-scope.ts';
import { ScanEar } from './scan-ear.ts';
import { refuseScan } from './scan-refusal.ts';

/** A screen that does something with a code. */
export interface TakesScans {
  takeScan(code: string): void;
  /** Whether products have these words, by what its search lists; undefined where that is not known. */
  fits?(words: string): boolean | undefined;
}

/** Whether a person may use the till now. */
export type Access = LockView['kind'];

/** No barcode and no SKU is longer. */
const longestCode = 255;

/**
 * Gives a code to the screen, or says in words and by a sound why not. `till`: everything in which a dialog may be
 * open.
 */
export function giveScan(code: string, till: Element, screen: Element | null, access: Access): void {
  const page = screen as Partial<TakesScans> | null;
  const dialogs = openDialogs(till);
  const refusal = refusalBy(dialogs.map(readDialog)) ?? refusalHere(code, page, access);
  if (refusal === undefined) page?.takeScan?.(code);
  else refuseScan(dialogs.at(-1) ?? till.shadowRoot ?? till, refusal);
}

function refusalHere(code: string, page: Partial<TakesScans> | null, access: Access): string | undefined {
  if (access === 'signed-out') return msg('Sign in, then scan again.');
  if (access === 'locked') return lockedScanWords();
  if (!page?.takeScan) return msg('To scan products, open “Sell” in the menu.');
  return code.length > longestCode ? msg('This code is too long to be one of a product.') : undefined;
}

/**
 * An ear for scans in an element, or in its page if the element says so; `till`: the one whose codes it knows, once
 * there is one. `fits`: whether products have the words of the search field; undefined where no list tells yet. Then
 * the field keeps its key, and its form asks.
 */
export function earFor(
  element: Element & TakesScans & { scan?: ScanScope },
  till: () => PageTill | undefined,
  fits: (words: string) => boolean | undefined,
): ScanEar {
  return new ScanEar({
    ownerOf: path => till() && ownerOf(path, element, element.scan ?? 'till'),
    scanned: code => element.takeScan(code),
    isKnown: code => till()?.catalogue.isCode(code) ?? false,
    fits: words => fits(words) ?? true,
  });
}
