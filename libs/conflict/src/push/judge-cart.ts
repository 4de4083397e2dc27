import { documentDefect, mostWrittenBytes, sizeDefect, type Cart } from '@tidemark/schema';
import { lastStamp } from '../cart/edit-cart.ts';
import { mergeCarts } from '../cart/merge-carts.ts';
import { stampTime } from '../hlc.ts';
import { isSameContent } from '../later.ts';
import { refuse, type Verdict } from './verdict.ts';
import { ownershipDefect, type Writer } from './writer.ts';

/**
 * A till's clock may be wrong by days: whoever sees what it wrote writes later all the same ([H1]). Not so at the end of what a stamp
 * can say, some thirty thousand years ahead, where nothing is later: who writes there has the last word in a cart for ever.
 */
const farthestAheadMs = 10 * 365 * 24 * 3_600_000;

/** Any till of the shop may write any cart: what is stored is the merge, and the till is told where it knew less. */
export function judgeCart(pushed: Cart, current: Cart | undefined, writer: Writer): Verdict<Cart> {
  const defect = ownershipDefect(pushed, writer, 'every-till');
  if (defect) return defect;
  if (writer.now !== undefined && stampTime(lastStamp(pushed)) > writer.now + farthestAheadMs)
    return refuse('does-not-fit', 'its clock is ahead of the server’s by more than ten years');
  const document = current ? mergeCarts(current, pushed) : pushed;
  const isKnown = isSameContent(pushed, document);
  const changed = !current || !isSameContent(current, document);
  // What is neither copy alone is new, and has to fit as they do.
  const excess = !isKnown && changed ? excessOf(document) : undefined;
  if (excess !== undefined) return refuse('too-large', `with what other tills put into it: ${excess}`);
  return { kind: isKnown ? 'accept' : 'conflict', document, changed };
}

function excessOf(cart: Cart): string | undefined {
  return sizeDefect(JSON.stringify(cart), mostWrittenBytes) ?? documentDefect('carts', cart);
}
