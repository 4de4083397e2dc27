import type { FindKind } from '@tidemark/protocol';
import type { Found } from '@tidemark/till';

/** What a search beyond the till found; empty once another search begins. */
export class ShopFoundEvent<K extends FindKind = FindKind> extends Event {
  static readonly type = 'shop-found';
  readonly found: readonly Found<K>[];

  constructor(found: readonly Found<K>[]) {
    super(ShopFoundEvent.type, { bubbles: true, composed: true });
    this.found = found;
  }
}
