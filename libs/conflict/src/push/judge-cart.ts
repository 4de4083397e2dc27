import { documentDefect, mostWrittenBytes, sizeDefect, type Cart } from '@tidemark/schema';
import { lastStamp } from '../cart/edit-cart.ts';
import { mergeCarts } from '../cart/merge-carts.ts';
import { stampTime } from '../hlc.ts';
import { isSameContent } from '../later.ts';
import { refuse, type Verdict } from './verdict.ts';
import { ownershipDefect, type Writer } from './writer.ts';

/**
 * A till's clock may be wrong by days: tills that see its writes still write later ([H1]). That fails at the largest
 * stamp, some thirty thousand years ahead, after which none is later: a write there would win in a cart for ever.
 */
const farthestAheadMs = 10 * 365 * 24 * 3_600_000;

/**
 * Judges a pushed cart. Any till of the shop may write any cart: the merge is stored, and a till that knew less is
 * told.
 */
export function judgeCart(pushed: Cart, current: Cart | undefined, writer: Writer): Verdict<Cart> {
  const defect = ownershipDefect(pushed, writer, 'every-till');
  if (defect) return defect;
  if (writer.now !== undefined && stampTime(lastStamp(pushed)) > writer.now + farthestAheadMs)
    return refuse('does-not-fit', 'its clock is ahead of the server’s by more than ten years');
  const document = current ? mergeCarts(current, pushed) : pushed;
  const isKnown = isSameContent(pushed, document);
  const changed = !current || !isSameContent(current, document);
  // A merge that equals neither copy is new, and must fit too.
  const excess = !isKnown && changed ? excessOf(document) : undefined;
  if (excess !== undefined) return refuse('too-large', `with what other tills put into it: ${excess}`);
  return { kind: isKnown ? 'accept' : 'conflict', document, changed };
}

function excessOf(cart: Cart): string | undefined {
  return sizeDefect(JSON.stringify(cart), mostWrittenBytes) ?? documentDefect('carts', cart);
}
