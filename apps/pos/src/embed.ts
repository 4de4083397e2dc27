import { startLanguages } from './languages/till-language.ts';

/** What `/embed/tidemark.js` brings to a page of another origin. */
export { TideCartChangedEvent } from './embed/cart-changed-event.ts';
export { TideProductChosenEvent } from './embed/product-chosen-event.ts';
export { TideSyncedEvent } from './embed/synced-event.ts';
export { TideCart } from './embed/tide-cart.ts';
export { TidePos } from './embed/tide-pos.ts';
export { TideProductSearch } from './embed/tide-product-search.ts';
export { TideSyncButton } from './embed/tide-sync-button.ts';
export { TideSyncStatus } from './embed/tide-sync-status.ts';

void startLanguages({ isOwn: false });
