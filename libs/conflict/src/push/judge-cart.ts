import type { Cart } from '@tidemark/schema';
import { mergeCarts } from '../cart/merge-carts.ts';
import { isSameContent } from '../later.ts';
import type { Verdict } from './verdict.ts';
import { ownershipDefect, type Writer } from './writer.ts';

/** Any till of the shop may write any cart: what is stored is the merge, and the till is told where it knew less. */
export function judgeCart(pushed: Cart, current: Cart | undefined, writer: Writer): Verdict<Cart> {
  const defect = ownershipDefect(pushed, writer, 'every-till');
  if (defect) return defect;
  const document = current ? mergeCarts(current, pushed) : pushed;
  return {
    kind: isSameContent(pushed, document) ? 'accept' : 'conflict',
    document,
    changed: !current || !isSameContent(current, document),
  };
}
