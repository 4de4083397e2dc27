import type { FrameAddress } from '../embed/frame/frame-address.ts';

/** What a frame can see of another frame of its page. */
export type Sibling<T> =
  /** A frame of another origin, or one that is not loaded yet. */
  | { readonly kind: 'closed' }
  | {
      readonly kind: 'ours';
      readonly address: FrameAddress | undefined;
      /** The till that it has open for a shop. */
      readonly till: T | undefined;
    };

/** Where a small element gets its till: from another frame, from itself, or not yet known. */
export type Lending<T> =
  | { readonly do: 'borrow'; readonly till: T; readonly from: number }
  | { readonly do: 'open' }
  | { readonly do: 'wait' };

/**
 * Decides which till a small element uses, since one is enough for all frames of a page. It borrows a till that another
 * frame has open. It waits a short time for a whole till of its shop, or a frame before it, to open one.
 */
export function lendingAmong<T>(
  siblings: readonly Sibling<T>[],
  { me, shop, isLate }: { readonly me: number; readonly shop: string; readonly isLate: boolean },
): Lending<T> {
  const isOther = (n: number) => n !== me;
  for (const isWhole of [true, false]) {
    for (const [from, sibling] of siblings.entries()) {
      if (!isOther(from) || sibling.kind !== 'ours' || sibling.till === undefined) continue;
      if (isWhole === (sibling.address?.element === 'tide-pos'))
        return { do: 'borrow', till: sibling.till, from };
    }
  }
  if (isLate) return { do: 'open' };
  const isComing = siblings.some((sibling, n) => {
    if (!isOther(n)) return false;
    if (sibling.kind === 'closed') return true;
    if (sibling.address === undefined) return false;
    const { element } = sibling.address;
    const isSame = sibling.address.shop === shop || (element === 'tide-pos' && sibling.address.shop === '');
    return isSame && (element === 'tide-pos' || n < me);
  });
  return isComing ? { do: 'wait' } : { do: 'open' };
}
