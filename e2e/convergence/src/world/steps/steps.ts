import { seededRandom, type Fault } from '@tidemark/shopify-simulator';
import { withHandOver, type HandOverStep } from './hand-over.ts';
import { withRestore, type RestoreStep } from './restore.ts';
import { sellingDraws, type SellingStep } from './selling-steps.ts';

/** One thing that happens in the world: plain data, so that a run can be printed, shortened and replayed. */
export type Step =
  | SellingStep
  | HandOverStep
  | RestoreStep
  | { readonly do: 'edit'; readonly what: EditKind; readonly which: number; readonly value: number }
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'calm' }
  | {
      readonly do:
        | 'open'
        | 'close'
        | 'offline'
        | 'online'
        /** The tab is hidden and frozen: what arrives waits; then it is looked at again. */
        | 'sleep'
        | 'wake'
        | 'press'
        | 'check'
        | 'clear';
      readonly till: number;
    }
  /** Two tills press sync. Between the two something is edited, when the first one's catch-up has run for `ms`. */
  | { readonly do: 'press-edit-press'; readonly which: number; readonly value: number; readonly ms: number }
  /** Many prices change, one after the other, as a bulk edit does. */
  | { readonly do: 'burst'; readonly value: number }
  /** A read by id of a new product begins before Shopify shows it, and is answered after catch-ups stored it. */
  | { readonly do: 'slow-read'; readonly value: number }
  /** The leading tab freezes with a page in flight, another stores newer documents, and the first thaws. */
  | { readonly do: 'thaw'; readonly which: number; readonly value: number }
  | { readonly do: 'catch-up' }
  | { readonly do: 'audit' }
  /** The server's process dies after this many more calls, and starts again. */
  | { readonly do: 'crash'; readonly afterCalls: number }
  | { readonly do: 'pass'; readonly minutes: number }
  | { readonly do: 'wait'; readonly ms: number }
  /** Records that have been settled for this long leave the tills. */
  | { readonly do: 'retire'; readonly minutes: number }
  | { readonly do: 'storage'; readonly till: number; readonly how: StorageFault }
  | { readonly do: 'wire'; readonly till: number; readonly how: WireFault }
  /** Shopify's search index loses a product for good. */
  | { readonly do: 'hide'; readonly which: number }
  /** The mirror is another one from now on, as after a restored backup. */
  | { readonly do: 'new-history' };

/**
 * What a till's storage does wrong: refuses a write; reports success and stores nothing, or all but one document; fails
 * a read; or is dead until the till is closed.
 */
export type StorageFault = (typeof storageFaults)[number];
const storageFaults = ['refuse', 'lie', 'drop-row', 'refuse-read', 'dead'] as const;

/** What the network does wrong with the next page, or with the next live event. */
export type WireFault = (typeof wireFaults)[number];
const wireFaults = [
  'empty-object',
  'html',
  'server-error',
  'cut',
  'old-page',
  'odd-document',
  'event-lost',
] as const;

const editKinds = [
  'product-title',
  'product-price',
  'product-status',
  'product-add',
  'product-delete',
  'product-unpublish',
  'variant-delete',
  'stock',
  'stock-deactivate',
  'customer-edit',
  'customer-add',
  'customer-delete',
  'customer-merge',
  'order-add',
  'order-edit',
  'order-refund',
  'order-delete',
  'collection-edit',
  'collection-delete',
  'location-rename',
  'shop-rename',
] as const;

export type EditKind = (typeof editKinds)[number];

/** Beyond the seeds of worlds. */
const rareSeeds = 1_000_003;
const redactionSeeds = 2_000_003;

/** What happens in a world: `mirror` leaves out what tills write. */
export type Scene = 'mirror' | 'selling';

const readScopes = ['read_customers', 'read_orders', 'read_inventory'];
/** Without these Shopify refuses everything that tills did. */
const writeScopes = ['write_customers', 'write_orders', 'write_inventory'];

/** The steps of a seed. Where tills sell, the tills of each fourth world are two tabs of one browser. */
export function stepsOf(seed: number, count = 14, scene: Scene = 'selling'): Step[] {
  const random = seededRandom(seed);
  const whole = (below: number) => Math.floor(random() * below);
  const one = <T>(list: readonly T[]): T => list[whole(list.length)] as T;
  const edit = (): Step => ({ do: 'edit', what: one(editKinds), which: whole(1000), value: whole(10_000) });
  const till = () => whole(2);
  // For what tills did: an answer that is lost after the effect makes a server send twice.
  const lostAnswer = (): Fault => ({
    kind: 'reset',
    when: one(['before', 'after', 'after'] as const),
    operation: one(['CreateOrder', 'AdjustStock', 'CreateCustomer', 'UpdateCustomer']),
    times: 1 + whole(3),
  });
  const faults: (() => Fault)[] = [
    () => ({ kind: 'webhooks', effect: 'drop', probability: 0.5 + random() / 2 }),
    () => ({ kind: 'webhooks', effect: 'repeat' }),
    () => ({ kind: 'webhooks', effect: 'delay', ms: one([60_000, 3_600_000, 4 * 3_600_000]) }),
    () => ({ kind: 'webhooks', effect: 'reorder', ms: 30 }),
    () => ({ kind: 'webhooks', effect: 'old-payload' }),
    () => ({ kind: 'subscription-removed' }),
    () => ({ kind: 'status', status: one([429, 500, 502, 503]), times: 1 + whole(5), retryAfter: 1 }),
    () => ({ kind: 'throttle', times: 1 + whole(3) }),
    () => ({ kind: 'partial-data', times: 1 + whole(2) }),
    () => ({ kind: 'reset', when: one(['before', 'after'] as const), times: 1 + whole(3) }),
    ...Array.from({ length: scene === 'selling' ? 6 : 1 }, () => lostAnswer),
    () => ({ kind: 'truncated', times: 1 + whole(2) }),
    () => ({ kind: 'search-lag', ms: one([2_000, 30_000, 200_000]) }),
    () => ({ kind: 'stale-reads', ms: one([1_000, 60_000]) }),
    () => ({ kind: 'latency', ms: 3, times: 5 }),
    () => ({
      kind: 'missing-scope',
      scope: one(scene === 'selling' ? [...readScopes, ...writeScopes] : readScopes),
    }),
    () => ({
      kind: 'bulk',
      effect: one(['failed', 'canceled', 'partial', 'broken-line', 'expired-url', 'cut-off'] as const),
    }),
  ];
  const draws: [number, () => Step][] = [
    [40, edit],
    ...(scene === 'selling' ? sellingDraws(whole, one) : []),
    [10, () => ({ do: 'fault', fault: one(faults)() })],
    [3, () => ({ do: 'calm' })],
    [4, () => ({ do: 'open', till: till() })],
    [4, () => ({ do: 'close', till: till() })],
    [3, () => ({ do: 'offline', till: till() })],
    [4, () => ({ do: 'online', till: till() })],
    [2, () => ({ do: 'sleep', till: till() })],
    [3, () => ({ do: 'wake', till: till() })],
    [6, () => ({ do: 'press', till: till() })],
    [3, () => ({ do: 'press-edit-press', which: whole(1000), value: whole(10_000), ms: whole(30) })],
    [1, () => ({ do: 'check', till: till() })],
    [1, () => ({ do: 'clear', till: till() })],
    [3, () => ({ do: 'burst', value: whole(10_000) })],
    [5, () => ({ do: 'catch-up' })],
    [1, () => ({ do: 'audit' })],
    [4, () => ({ do: 'crash', afterCalls: whole(40) })],
    [4, () => ({ do: 'pass', minutes: one([0.2, 3, 10, 180, 2 * 1440, 100 * 1440]) })],
    [5, () => ({ do: 'wait', ms: whole(40) })],
    [3, () => ({ do: 'storage', till: till(), how: one(storageFaults) })],
    [4, () => ({ do: 'wire', till: till(), how: one(wireFaults) })],
    [1, () => ({ do: 'hide', which: whole(1000) })],
    [1, () => ({ do: 'new-history' })],
  ];
  const total = draws.reduce((sum, [weight]) => sum + weight, 0);
  const drawn = Array.from({ length: count }, () => {
    let place = random() * total;
    for (const [weight, draw] of draws) {
      place -= weight;
      if (place < 0) return draw();
    }
    return edit();
  });
  const isSelling = scene === 'selling';
  const begun: Step[] = isSelling && seed % 4 === 3 ? [{ do: 'second-tab', till: 1 }, ...drawn] : drawn;
  return withRestore(seed, withHandOver(seed, withRareStep(seed, begun, isSelling), isSelling), isSelling);
}

/** Erases a customer midway, and in every second of these worlds another one at the end. */
function withRedaction(seed: number, steps: readonly Step[]): Step[] {
  const random = seededRandom(seed + redactionSeeds);
  const whole = (below: number) => Math.floor(random() * below);
  const place = Math.ceil(steps.length / 3) + whole(Math.floor((steps.length * 2) / 3));
  const redact = (): Step => ({ do: 'redact', till: 0, which: whole(1000) });
  const first = [...steps.slice(0, place), redact(), ...steps.slice(place)];
  return seed % 2 === 0 ? [...first, redact()] : first;
}

/**
 * Adds rare events to some worlds. A separate random stream draws their moment, so that the other steps of a seed stay
 * the same.
 */
function withRareStep(seed: number, steps: readonly Step[], isSelling: boolean): Step[] {
  const random = seededRandom(seed + rareSeeds);
  const whole = (below: number) => Math.floor(random() * below);
  const isTwoTabs = steps[0]?.do === 'second-tab';
  const place = isTwoTabs ? 1 + whole(steps.length) : whole(steps.length + 1);
  const which = whole(1000);
  const value = whole(10_000);
  const rare: Step[] = [];
  if (isTwoTabs) rare.push({ do: 'thaw', which, value });
  if (seed % 4 === 1) rare.push({ do: 'slow-read', value });
  if (isSelling && seed % 3 === 2) rare.push({ do: 'retire', minutes: value % 2 === 0 ? 0 : 180 });
  const drawn = [...steps.slice(0, place), ...rare, ...steps.slice(place)];
  return isSelling && seed % 3 === 0 ? withRedaction(seed, drawn) : drawn;
}
