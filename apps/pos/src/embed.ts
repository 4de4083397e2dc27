import { TideTill } from './tide-till.ts';

/** What `/embed/tidemark.js` brings to a page of another origin. */
export { SyncedEvent, TideSyncButton, TideSyncStatus } from './sync-elements.ts';

/** The till in somebody else's page, whose keys are its own. */
export class TidePos extends TideTill {
  override scan = 'till' as const;
}

customElements.define('tide-pos', TidePos);
