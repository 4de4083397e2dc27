import type { Location } from '@tidemark/schema';
import {
  missingScopes,
  neededScopes,
  type ShopifyErrorReason,
  type SubscriptionsSeen,
} from '@tidemark/shopify';
import { look, ok, unknown, wrong, type Finding } from './finding.ts';

/** A question to Shopify: its answer, or why there is none. */
export type Answer<T> = { readonly kind: 'answer'; readonly answer: T } | Failed;

interface Failed {
  readonly kind: 'failed';
  readonly reason: ShopifyErrorReason;
  readonly message: string;
}

const laterWords =
  'Is this machine online, and does its firewall let it reach https://*.myshopify.com? Try again in a minute.';

const failureWords: Readonly<Record<ShopifyErrorReason, string>> = {
  unreachable: laterWords,
  throttled: 'Other apps use up what Shopify grants. Try again in a minute.',
  refused:
    'Check SHOPIFY_SHOP, SHOPIFY_API_KEY and SHOPIFY_API_SECRET (or SHOPIFY_ADMIN_TOKEN), and that the app is installed in this shop.\nClient credentials work only for a shop of the organisation that made the app (shop_not_permitted otherwise).',
  forbidden: 'Give the app the scopes that README.md names, and install it again.',
  unexpected: 'This is a fault of Tidemark, or Shopify has changed: report it with these words.',
};

function unanswered(about: string, { message, reason }: Failed): Finding {
  return unknown(about, message, failureWords[reason]);
}

/** Judges whether Shopify answers the app at all. `described` is the shop in a few words. */
export function judgeConnection(described: Answer<string>, isDemo: boolean): Finding {
  if (described.kind === 'answer') return ok('connection', described.answer);
  if (isDemo && described.reason === 'unreachable')
    return wrong(
      'connection',
      'the demo shop does not answer',
      'npm start runs it, with a server. For a shop of your own, set SHOPIFY_SHOP: see README.md.',
    );
  return wrong('connection', `Shopify does not answer: ${described.message}`, failureWords[described.reason]);
}

/** Judges the scopes of the app ([A82]): a right to write includes the right to read. */
export function judgeScopes(scopes: Answer<readonly string[]>, orderDays: number): Finding {
  if (scopes.kind === 'failed') return unanswered('scopes', scopes);
  const granted = new Set(scopes.answer);
  const missing = missingScopes(neededScopes(orderDays), granted);
  if (missing.length === 0) return ok('scopes', `${granted.size} granted, none missing`);
  const seen = `missing: ${missing.map(({ scope }) => scope).join(', ')}`;
  const todo = [
    ...missing.map(({ scope, without }) => `Without ${scope}, ${without}.`),
    'Add them to the app in the Dev Dashboard, release the version, and approve it in the shop.',
  ].join('\n');
  return missing.some(({ isVital }) => isVital) ? wrong('scopes', seen, todo) : look('scopes', seen, todo);
}

/** Judges the shop's locations: each till sells at one. */
export function judgeLocations(locations: Answer<readonly Pick<Location, 'name' | 'active'>[]>): Finding {
  if (locations.kind === 'failed') return unanswered('locations', locations);
  const active = locations.answer.filter(each => each.active);
  if (active.length === 0)
    return wrong(
      'locations',
      'the shop has no active location',
      'Add or activate one: Shopify admin > Settings > Locations.',
    );
  return ok('locations', active.map(each => each.name).join(', '));
}

/** What is for sale on the tills. */
export interface ForSale {
  readonly channel: 'configured' | 'point-of-sale' | 'every';
  /** Undefined: Shopify could only say "at least". */
  readonly products: number | undefined;
}

/** Judges which products are for sale, and whether there are any. */
export function judgeForSale(forSale: Answer<ForSale>): Finding {
  if (forSale.kind === 'failed') return unanswered('for sale', forSale);
  const { channel, products } = forSale.answer;
  const from =
    channel === 'every'
      ? 'active products of every channel'
      : channel === 'configured'
        ? 'products of the channel in SHOPIFY_PUBLICATION'
        : 'products of the Point of Sale channel';
  const seen = `${products === undefined ? 'more than Shopify counts' : products.toLocaleString('en')} ${from}`;
  if (products === 0)
    return look(
      'for sale',
      seen,
      'Publish products to that channel, or set SHOPIFY_PUBLICATION to the number at the end of another channel’s gid.',
    );
  if (channel === 'every')
    return look(
      'for sale',
      seen,
      'The Point of Sale channel was not found, or the app may not read publications. Set SHOPIFY_PUBLICATION if not everything is for sale.',
    );
  return ok('for sale', seen);
}

/** What speaks for and against webhooks reaching this server. */
export interface WebhookFacts {
  /** Where Shopify is to send them. */
  readonly address: string;
  /** What `/readyz` at that address answered to this machine. */
  readonly reached: 'tidemark' | 'something-else' | 'nothing';
  readonly subscriptions: Answer<SubscriptionsSeen>;
  readonly isDemo: boolean;
}

/**
 * Judges whether changes arrive within a second ([A83]): without webhooks they come with the next checkpoint. Undefined:
 * the server has no address.
 */
export function judgeWebhooks(facts: WebhookFacts | undefined): Finding {
  if (facts === undefined)
    return look(
      'webhooks',
      'APP_URL is not set: changes in Shopify come at the next sync, not within a second',
      'Set APP_URL to the public https address of this server.',
    );
  const { address, reached, subscriptions, isDemo } = facts;
  if (!isDemo && URL.parse(address)?.protocol !== 'https:')
    return wrong(
      'webhooks',
      `${address} is not https`,
      'Shopify sends webhooks to https alone: see README.md, "https".',
    );
  if (reached === 'nothing')
    return wrong(
      'webhooks',
      `nothing answers at ${address}`,
      'Is the server running, does the name lead to it, and is its certificate valid?',
    );
  if (reached === 'something-else')
    return wrong(
      'webhooks',
      `something other than Tidemark answers at ${address}`,
      'Let the reverse proxy pass /webhooks/shopify, /readyz and everything else to this server.',
    );
  if (subscriptions.kind === 'failed') return unanswered('webhooks', subscriptions);
  const { missing, elsewhere } = subscriptions.answer;
  if (missing.length === 0) return ok('webhooks', `${address} is subscribed to everything`);
  const other = elsewhere.length === 0 ? '' : ` (${elsewhere.join(', ')} is)`;
  return wrong(
    'webhooks',
    `${address} is not subscribed to ${listed(missing)}${other}`,
    'The server subscribes when it starts, and looks again every ten minutes.\nTopics that stay missing need a scope that the app lacks.',
  );
}

function listed(topics: readonly string[]): string {
  const first = topics.slice(0, 3).join(', ');
  return topics.length > 3 ? `${first} and ${topics.length - 3} more` : first;
}

/** A difference below this is the network's. */
const fineClockMs = 5_000;
/** Above this, tokens and signatures are refused. */
const wrongClockMs = 60_000;

/** Judges this machine's clock by Shopify's: `aheadMs` is how far ours is ahead; undefined: Shopify said no time. */
export function judgeClock(aheadMs: number | undefined): Finding {
  if (aheadMs === undefined) return unknown('clock', 'Shopify told no time', laterWords);
  const by = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) < fineClockMs) return ok('clock', 'as Shopify’s, to within five seconds');
  const seen = `${by} s ${aheadMs > 0 ? 'ahead of' : 'behind'} Shopify’s`;
  const todo = 'Let the system set its clock (timedatectl set-ntp true).';
  return Math.abs(aheadMs) < wrongClockMs ? look('clock', seen, todo) : wrong('clock', seen, todo);
}
