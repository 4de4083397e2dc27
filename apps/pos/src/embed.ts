/** What `/embed/tidemark.js` brings to a page of another origin. */
export { TidePos } from './tide-pos.ts';
export { SyncedEvent, TideSyncButton, TideSyncStatus } from './sync-elements.ts';
