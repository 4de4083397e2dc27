import { seededRandom, type Fault, type ShopifySimulator } from '@tidemark/shopify-simulator';
import type { SellingStep } from './selling-steps.ts';

/** From now on Shopify takes what is sold from this location, although it is stocked at the sale's own. */
export interface HandOverStep {
  readonly do: 'hand-over';
  readonly from: 'another-location' | 'fulfilling-location';
}

export function handOver({ rules }: ShopifySimulator, { from }: HandOverStep): void {
  rules.handedOverFrom = from;
}

/** The steps that `withHandOver` adds to a world. */
type Added = HandOverStep | SellingStep | { readonly do: 'fault'; readonly fault: Fault };

/** Beyond the seeds of worlds, and of their other rare steps. */
const handOverSeeds = 3_000_017;

/**
 * In each second world where tills sell, Shopify takes goods from another location for a while, or to the end.
 * Something is sold at once: in half of these worlds the answer to its correction is lost, in the others the server
 * dies meanwhile.
 */
export function withHandOver<S extends { readonly do: string }>(
  seed: number,
  steps: readonly S[],
  isSelling: boolean,
): (S | Added)[] {
  if (!isSelling || seed % 2 !== 0) return [...steps];
  const random = seededRandom(seed + handOverSeeds);
  const whole = (below: number) => Math.floor(random() * below);
  // A second tab joins before anything else happens.
  const first = steps[0]?.do === 'second-tab' ? 1 : 0;
  const begin = first + whole(Math.ceil((steps.length - first) / 2));
  const end = begin + whole(2 * (steps.length - begin));
  const from = (where: HandOverStep['from']): Added => ({ do: 'hand-over', from: where });
  const lost: Added = {
    do: 'fault',
    fault: { kind: 'reset', when: 'after', operation: 'AdjustStock', times: 1 },
  };
  const which = whole(1000);
  const sell: Added = { do: 'sell', till: 0, which, quantity: 2, customer: 0, taps: 1 };
  const crash: Added = { do: 'sell-crash', till: 0, which, afterCalls: 5 + whole(40) };
  return [
    ...steps.slice(0, begin),
    from('another-location'),
    ...(seed % 4 === 0 ? [lost, sell] : [crash]),
    ...steps.slice(begin, end),
    ...(end < steps.length ? [from('fulfilling-location')] : []),
    ...steps.slice(end),
  ];
}
