import { TideCartChangedEvent } from '../embed/cart-changed-event.ts';
import type { FrameMessage } from '../embed/frame/frame-messages.ts';
import { TideProductChosenEvent } from '../embed/product-chosen-event.ts';
import { TideSyncedEvent } from '../embed/synced-event.ts';

/** The surrounding page's decision about a choice; a decision that was not asked for, or already made, is ignored. */
export interface Relay {
  answered(id: string, goOn: boolean): void;
}

/** Tells the surrounding page what happens in the element of a frame, and lets it decide where it may. */
export function relayEvents(element: HTMLElement, post: (message: FrameMessage) => void): Relay {
  const asked = new Map<string, () => void>();
  element.addEventListener(TideSyncedEvent.type, ({ outcome, endedAt }) =>
    post({ kind: 'synced', outcome, endedAt }),
  );
  element.addEventListener(TideCartChangedEvent.type, ({ pieces }) => post({ kind: 'cart', pieces }));
  element.addEventListener(TideProductChosenEvent.type, event => {
    if (!('add' in element) || typeof element.add !== 'function') return;
    const { productId, variantId, title } = event;
    const add: (productId: string, variantId: string) => void = element.add.bind(element);
    event.preventDefault();
    const id = crypto.randomUUID();
    asked.set(id, () => add(productId, variantId));
    post({ kind: 'chosen', id, productId, variantId, title });
  });
  for (const touch of ['pointerdown', 'keydown'] as const)
    globalThis.addEventListener(touch, () => post({ kind: 'used' }), { capture: true, passive: true });
  return {
    answered: (id, goOn) => {
      const act = asked.get(id);
      asked.delete(id);
      if (goOn) act?.();
    },
  };
}
