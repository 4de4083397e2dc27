import { clockTime } from '@tidemark/elements/look/time';
import { counted, msg, numberText, str } from '@tidemark/elements/language';
import type { FindKind, FoundState } from '@tidemark/protocol';
import type { SaleStop } from '@tidemark/schema';
import type { FindResult, Found } from '@tidemark/till';
import { reasonWords } from '../words/reason-words.ts';
import { silenceWords } from '../words/silence-words.ts';

/** What to know of one or several things found; `names` says which. */
type Reason = (names: string, count: number) => string;

const isOlder: Reason = (names, count) =>
  counted(
    count,
    str`${names} is older than what tills keep. It is shown from Shopify.`,
    str`${names} are older than what tills keep. They are shown from Shopify.`,
  );

const missingIn: Readonly<Record<'till' | 'mirror', Reason>> = {
  till: (names, count) =>
    counted(
      count,
      str`${names} was missing on this till. It is here now.`,
      str`${names} were missing on this till. They are here now.`,
    ),
  mirror: (names, count) =>
    counted(
      count,
      str`${names} was missing in the mirror. It is here now.`,
      str`${names} were missing in the mirror. They are here now.`,
    ),
};

/** Why a product that exists is not sold here, and what would change that. */
const notForSale: Readonly<Record<SaleStop, Reason>> = {
  draft: (names, count) =>
    counted(
      count,
      str`${names} is a draft in Shopify. It can be sold once it is active.`,
      str`${names} are drafts in Shopify. They can be sold once they are active.`,
    ),
  archived: (names, count) =>
    counted(
      count,
      str`${names} is archived in Shopify. It can be sold once it is active again.`,
      str`${names} are archived in Shopify. They can be sold once they are active again.`,
    ),
  unlisted: (names, count) =>
    counted(
      count,
      str`${names} is unlisted in Shopify. It can be sold once it is active.`,
      str`${names} are unlisted in Shopify. They can be sold once they are active.`,
    ),
  'not-published': (names, count) =>
    counted(
      count,
      str`${names} is not published to this sales channel in Shopify.`,
      str`${names} are not published to this sales channel in Shopify.`,
    ),
  'gift-card': (names, count) =>
    counted(
      count,
      str`${names} is a gift card. This till cannot issue one; sell it in Shopify.`,
      str`${names} are gift cards. This till cannot issue them; sell them in Shopify.`,
    ),
  bundle: (names, count) =>
    counted(
      count,
      str`${names} is a bundle. Scan the products that it is made of.`,
      str`${names} are bundles. Scan the products that they are made of.`,
    ),
  'selling-plan': (names, count) =>
    counted(
      count,
      str`${names} is sold by subscription only, which needs Shopify’s checkout.`,
      str`${names} are sold by subscription only, which needs Shopify’s checkout.`,
    ),
  'not-at-location': (names, count) =>
    counted(
      count,
      str`${names} is not stocked at this location.`,
      str`${names} are not stocked at this location.`,
    ),
};

function isStop(state: FoundState): state is SaleStop {
  return state in notForSale;
}

/** How many are named of those with one reason. */
const mostNamed = 5;

/** The result of a search beyond the till, in a cashier's words. */
export interface AnswerWords {
  readonly title: string;
  /** One thing to know each; may be empty. */
  readonly texts: readonly string[];
  readonly tone: 'good' | 'bad';
  /** Asking again may help. */
  readonly canAskAgain: boolean;
}

/** `query` is '' where only days were searched. */
export function answerWords<K extends FindKind>(
  kind: K,
  query: string,
  result: Exclude<FindResult<K>, { kind: 'aborted' }>,
  now: Date,
  timeZone?: string,
): AnswerWords {
  switch (result.kind) {
    case 'offline': {
      const from = result.knowledgeFrom;
      const age =
        from === undefined
          ? msg('What this till knows has never been checked.')
          : msg(str`What this till knows was last checked ${clockTime(from, timeZone, now.getTime())}.`);
      const title =
        result.silence === 'unreachable'
          ? msg('The shop cannot be asked: this till is offline')
          : silenceWords()[result.silence];
      return { title, texts: [age], tone: 'bad', canAskAgain: true };
    }
    case 'refused':
      return {
        title: msg('The shop did not answer'),
        texts: [reasonWords(result.reason)],
        tone: 'bad',
        canAskAgain: true,
      };
    case 'answered': {
      const { found, hasMore, isShopifyAsked } = result;
      const texts = [
        ...aboutFound(found),
        ...(hasMore ? [moreWords(kind)] : []),
        ...(isShopifyAsked
          ? []
          : [
              msg(
                'Shopify cannot be reached just now, so only the shop’s mirror was searched. Try again in a moment.',
              ),
            ]),
      ];
      const title = found.length === 0 ? noneWords(kind, query, result) : foundWords(kind, query, result);
      const tone = found.length === 0 ? 'bad' : 'good';
      return { title, texts, tone, canAskAgain: !isShopifyAsked };
    }
  }
}

/** One sentence for each reason, with the titles of those that have it. */
function aboutFound(
  found: readonly Pick<Found<FindKind>, 'title' | 'state' | 'wasMissingIn'>[],
): readonly string[] {
  const titles = new Map<Reason, string[]>();
  for (const { title, state, wasMissingIn } of found) {
    const missing = wasMissingIn && missingIn[wasMissingIn];
    const reason: Reason | undefined =
      state === 'not-mirrored' ? isOlder : isStop(state) ? notForSale[state] : missing;
    if (reason) titles.set(reason, [...(titles.get(reason) ?? []), title]);
  }
  return [...titles].map(([reason, all]) => reason(named(all), all.length));
}

/** "Kettle", "Kettle and Pot", "Kettle, Pot, Mug, Cup, Jug and 7 more". */
function named(titles: readonly string[]): string {
  const more = titles.length - mostNamed;
  const parts = more > 1 ? [...titles.slice(0, mostNamed), msg(str`${numberText(more)} more`)] : titles;
  const [last = ''] = parts.slice(-1);
  return parts.length < 2 ? last : msg(str`${parts.slice(0, -1).join(', ')} and ${last}`);
}

type Answered = Extract<FindResult<FindKind>, { kind: 'answered' }>;

/** The words searched for, after what was found. */
function fits(query: string): string {
  return query === '' ? msg('from these days') : msg(str`for “${query}”`);
}

function noneWords(kind: FindKind, query: string, { hasMore, isShopifyAsked }: Answered): string {
  const none = { products: msg('no product'), customers: msg('no customer'), orders: msg('no order') }[kind];
  if (isShopifyAsked)
    return hasMore
      ? msg(str`Shopify has ${none} ${fits(query)} among those looked at`)
      : msg(str`Shopify has ${none} ${fits(query)}`);
  return hasMore
    ? msg(str`The mirror has ${none} ${fits(query)} among those looked at`)
    : msg(str`The mirror has ${none} ${fits(query)}`);
}

function foundWords(kind: FindKind, query: string, { found, hasMore }: Answered): string {
  const those = countOf(kind, found.length);
  return hasMore
    ? msg(str`The shop has more than ${those} ${fits(query)}`)
    : msg(str`The shop has ${those} ${fits(query)}`);
}

function countOf(kind: FindKind, count: number): string {
  const number = numberText(count);
  switch (kind) {
    case 'products':
      return counted(count, str`${number} product`, str`${number} products`);
    case 'customers':
      return counted(count, str`${number} customer`, str`${number} customers`);
    case 'orders':
      return counted(count, str`${number} order`, str`${number} orders`);
  }
}

function moreWords(kind: FindKind): string {
  switch (kind) {
    case 'products':
      return msg('There may be more. Add a word, so that fewer products fit.');
    case 'customers':
      return msg('There may be more. Add a word, so that fewer customers fit.');
    case 'orders':
      return msg('There may be more. Add a word, so that fewer orders fit.');
  }
}

/** The text of the button. */
export function askWords(kind: FindKind, query: string): string {
  if (query !== '') return msg(str`Ask the shop for “${query}”`);
  switch (kind) {
    case 'products':
      return msg('Ask the shop for products from these days');
    case 'customers':
      return msg('Ask the shop for customers from these days');
    case 'orders':
      return msg('Ask the shop for orders from these days');
  }
}
