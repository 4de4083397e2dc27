import type { PageTill } from '@tidemark/till/page';
import { readFrameAddress } from '../embed/frame/frame-address.ts';
import { ownTill, type TillSource } from '../small/opened-till.ts';
import { tillName, tillsKey, type OpenTills } from '../tills/till-names.ts';
import { lendingAmong, type Sibling } from './lender.ts';

/** How long a small element waits for another frame to open the till. */
const patienceMs = 3_000;
const lookMs = 50;

/**
 * The till of another frame of this page and origin; a till of its own where no frame has one. A borrowed till ends
 * with the frame that lent it: then this frame begins anew.
 */
export const borrowedTill: TillSource = async (server, shop) => {
  const name = tillName(server, shop);
  const until = performance.now() + patienceMs;
  for (;;) {
    const windows = framesOf(globalThis.parent);
    const siblings = windows.map(each => siblingIn(each, name));
    const me = windows.indexOf(globalThis.window);
    const lending = lendingAmong(siblings, { me, shop, isLate: performance.now() > until });
    if (lending.do === 'borrow') {
      windows[lending.from]?.addEventListener('pagehide', () => location.reload());
      return lending.till;
    }
    if (lending.do === 'open') return ownTill(server, shop);
    await new Promise(resolve => setTimeout(resolve, lookMs));
  }
};

function framesOf(parent: Window): Window[] {
  return Array.from({ length: Math.min(parent.length, 50) }, (_, n) => parent[n]).filter(
    each => each !== undefined,
  );
}

function siblingIn(window: Window, name: string): Sibling<Promise<PageTill>> {
  try {
    const tills = (window as unknown as Record<symbol, OpenTills | undefined>)[tillsKey];
    return { kind: 'ours', address: readFrameAddress(window.location.hash), till: tills?.get(name) };
  } catch (error) {
    // The frame has another origin: the browser shows nothing of it.
    if (error instanceof DOMException) return { kind: 'closed' };
    throw error;
  }
}
