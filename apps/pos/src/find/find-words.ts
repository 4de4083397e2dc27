import { clockTime } from '@tidemark/elements';
import type { FindKind, FoundState } from '@tidemark/protocol';
import type { SaleStop } from '@tidemark/schema';
import type { FindResult, Found } from '@tidemark/till';
import { silenceWords } from '../silence-words.ts';

/** One of each kind, and several. */
const kindWords: Readonly<Record<FindKind, readonly [one: string, several: string]>> = {
  products: ['product', 'products'],
  customers: ['customer', 'customers'],
  orders: ['order', 'orders'],
};

/** What is to be known of something found, or of several such. */
interface Reason {
  readonly one: string;
  readonly several: string;
}

const isOlder: Reason = {
  one: 'is older than what tills keep. It is shown from Shopify.',
  several: 'are older than what tills keep. They are shown from Shopify.',
};

const missingIn: Readonly<Record<'till' | 'mirror', Reason>> = {
  till: {
    one: 'was missing on this till. It is here now.',
    several: 'were missing on this till. They are here now.',
  },
  mirror: {
    one: 'was missing in the mirror. It is here now.',
    several: 'were missing in the mirror. They are here now.',
  },
};

/** Why a product that exists is not sold here, and what would change that. */
const notForSale: Readonly<Record<SaleStop, Reason>> = {
  draft: {
    one: 'is a draft in Shopify. It can be sold once it is active.',
    several: 'are drafts in Shopify. They can be sold once they are active.',
  },
  archived: {
    one: 'is archived in Shopify. It can be sold once it is active again.',
    several: 'are archived in Shopify. They can be sold once they are active again.',
  },
  unlisted: {
    one: 'is unlisted in Shopify. It can be sold once it is active.',
    several: 'are unlisted in Shopify. They can be sold once they are active.',
  },
  'not-published': {
    one: 'is not published to this sales channel in Shopify.',
    several: 'are not published to this sales channel in Shopify.',
  },
  'gift-card': {
    one: 'is a gift card. This till cannot issue one; sell it in Shopify.',
    several: 'are gift cards. This till cannot issue them; sell them in Shopify.',
  },
  bundle: {
    one: 'is a bundle. Scan the products that it is made of.',
    several: 'are bundles. Scan the products that they are made of.',
  },
  'selling-plan': {
    one: 'is sold by subscription only, which needs Shopify’s checkout.',
    several: 'are sold by subscription only, which needs Shopify’s checkout.',
  },
  'not-at-location': {
    one: 'is not stocked at this location.',
    several: 'are not stocked at this location.',
  },
};

function isStop(state: FoundState): state is SaleStop {
  return state in notForSale;
}

/** So many are named of those with one reason. */
const mostNamed = 5;

/** What a search beyond the till came to, in a cashier's words. */
export interface AnswerWords {
  readonly title: string;
  /** Each is one thing to know; may be empty. */
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
  const [one, several] = kindWords[kind];
  const fits = query === '' ? 'from these days' : `for “${query}”`;
  switch (result.kind) {
    case 'offline': {
      const from = result.knowledgeFrom;
      const age =
        from === undefined
          ? 'What this till knows has never been checked.'
          : `What this till knows was last checked ${clockTime(from, timeZone, now.getTime())}.`;
      const title =
        result.silence === 'unreachable'
          ? 'The shop cannot be asked: this till is offline'
          : silenceWords[result.silence];
      return { title, texts: [age], tone: 'bad', canAskAgain: true };
    }
    case 'refused':
      return {
        title: 'The shop did not answer',
        texts: [result.message],
        tone: 'bad',
        canAskAgain: true,
      };
    case 'answered': {
      const { found, hasMore, isShopifyAsked } = result;
      const texts = [
        ...aboutFound(found),
        ...(hasMore ? [`There may be more. Add a word, so that fewer ${several} fit.`] : []),
        ...(isShopifyAsked
          ? []
          : [
              'Shopify cannot be reached just now, so only the shop’s mirror was searched. Try again in a moment.',
            ]),
      ];
      const title =
        found.length === 0
          ? `${isShopifyAsked ? 'Shopify' : 'The mirror'} has no ${one} ${fits}${hasMore ? ' among those looked at' : ''}`
          : `The shop has ${hasMore ? 'more than ' : ''}${found.length} ${found.length === 1 ? one : several} ${fits}`;
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
    const reason = state === 'not-mirrored' ? isOlder : isStop(state) ? notForSale[state] : missing;
    if (reason) titles.set(reason, [...(titles.get(reason) ?? []), title]);
  }
  return [...titles].map(([{ one, several }, all]) => `${named(all)} ${all.length === 1 ? one : several}`);
}

/** "Kettle", "Kettle and Pot", "Kettle, Pot, Mug, Cup, Jug and 7 more". */
function named(titles: readonly string[]): string {
  const more = titles.length - mostNamed;
  const parts = more > 1 ? [...titles.slice(0, mostNamed), `${more} more`] : titles;
  return [parts.slice(0, -1).join(', '), ...parts.slice(-1)].filter(Boolean).join(' and ');
}

/** What the button says. */
export function askWords(kind: FindKind, query: string): string {
  return query === ''
    ? `Ask the shop for ${kindWords[kind][1]} from these days`
    : `Ask the shop for “${query}”`;
}
