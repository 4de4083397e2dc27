import { msg } from '@tidemark/elements/language';
import type { LockView, Till } from '@tidemark/till';
import { lockedScanWords } from '../../shell/lock/lock-words.ts';
import { openDialogs, readDialog, refusalBy } from './open-dialogs.ts';
import { ownerOf, type ScanScope } from './scan-scope.ts';
import { ScanEar } from './scan-ear.ts';
import { refuseScan } from './scan-refusal.ts';

/** A screen that does something with a code. */
export interface TakesScans {
  takeScan(code: string): void;
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
 * there is one.
 */
export function earFor(
  element: Element & TakesScans & { scan?: ScanScope },
  till: () => Till | undefined,
): ScanEar {
  return new ScanEar({
    ownerOf: path => till() && ownerOf(path, element, element.scan ?? 'till'),
    scanned: code => element.takeScan(code),
    isKnown: code => (till()?.catalogue.find(code).length ?? 0) > 0,
    fits: words => (till()?.catalogue.search(words, 1).products.length ?? 0) > 0,
  });
}
