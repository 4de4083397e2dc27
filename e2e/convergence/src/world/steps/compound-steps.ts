import { setTimeout as pause } from 'node:timers/promises';
import type { Ingest } from '@tidemark/exchange';
import type { MirrorStore } from '@tidemark/mirror';
import type { ShopifySimulator } from '@tidemark/shopify-simulator';
import { edit } from './edits.ts';
import { isInTime, patienceMs } from '../network/in-time.ts';
import type { ShopLedger } from '../judge/shop-ledger.ts';
import { shop } from '../shop-server.ts';
import type { SlowReads } from '../network/slow-reads.ts';
import type { Step } from './steps.ts';
import type { TillSeat } from '../till-seat.ts';

/** What these steps need of their world. */
export interface StepParts {
  readonly simulator: ShopifySimulator;
  readonly store: MirrorStore;
  readonly ingest: Ingest;
  readonly locationId: string;
  readonly ledger: ShopLedger;
  readonly slowReads: SlowReads;
  readonly seats: readonly TillSeat[];
}

type StepOf<D extends Step['do']> = Extract<Step, { do: D }>;

/** A read that begins this much later has a later time. */
const tickMs = 2;

/** Many prices change, one after the other. */
export async function burst({ simulator, ledger }: StepParts, { value }: StepOf<'burst'>): Promise<void> {
  for (let n = 0; n < simulator.store.products.size; n++) {
    ledger.by(() => edit(simulator, 'product-price', n, value + n));
    await pause(3);
  }
}

/** [E1] The second caller's catch-up began after the edit, so its answer covers the edit. Returns any fault. */
export async function pressEditPress(
  { simulator, store, ingest, locationId, ledger }: StepParts,
  { which, value, ms }: StepOf<'press-edit-press'>,
): Promise<string | undefined> {
  const first = ingest.catchUp(locationId);
  await pause(ms);
  const product = [...simulator.store.products.values()][which % simulator.store.products.size];
  if (!product) return undefined;
  const dropped = simulator.webhooks.faults;
  simulator.webhooks.faults = [{ effect: 'drop' }];
  ledger.by(() => simulator.store.saveProduct({ ...product, title: `Between ${value}` }));
  simulator.webhooks.faults = dropped;
  const second = await ingest.catchUp(locationId);
  await first;
  if (second.shopify !== 'read') return undefined;
  const [text] = (await store.mirror.documents(shop, 'products', '', [product.id])).documents;
  return text?.includes(`Between ${value}`)
    ? undefined
    : `a catch-up that was asked for after an edit of product ${product.id} did not bring it`;
}

/** A webhook's read of a new product begins before Shopify shows it, and is answered after catch-ups stored it. */
export async function slowRead(parts: StepParts, { value }: StepOf<'slow-read'>): Promise<void> {
  const { simulator, ingest, locationId, ledger, slowReads } = parts;
  ledger.by(() => edit(simulator, 'product-add', 0, value));
  const id = [...simulator.store.products.keys()].at(-1) ?? '';
  const slow = slowReads.next(id);
  if (await isInTime(slow.begun)) {
    await pause(tickMs);
    // A catch-up that already runs may have read the products before.
    await isInTime(ingest.catchUp(locationId).then(() => ingest.catchUp(locationId)));
  }
  slow.end();
}

/**
 * The leading tab freezes with a page in flight; another takes over and stores newer documents; then the first thaws.
 * Only where the tills are tabs of one browser.
 */
export async function thaw(parts: StepParts, { which, value }: StepOf<'thaw'>): Promise<void> {
  const { simulator, ingest, locationId, ledger, seats } = parts;
  const [one, other] = seats;
  if (!one || !other?.isTabBeside(one)) return;
  const news = async (title: number): Promise<void> => {
    ledger.by(() => edit(simulator, 'product-title', which, title));
    await isInTime(ingest.catchUp(locationId));
  };
  for (const seat of seats) await seat.attend();
  const leader = seats.find(each => each.leads);
  const follower = seats.find(each => each !== leader);
  if (!leader || !follower) return;
  const inItsHands = await leader.freezeWithPage(() => news(value));
  for (let waited = 0; inItsHands && !follower.leads && waited < patienceMs; waited += tickMs)
    await pause(tickMs);
  if (inItsHands && follower.leads) {
    await news(value + 1);
    await isInTime(follower.sync());
  }
  leader.wake();
  await isInTime(inItsHands?.syncing ?? Promise.resolve());
}
