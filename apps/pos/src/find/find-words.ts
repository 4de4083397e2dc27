import { clockTime } from '@tidemark/elements';
import type { FindKind, FoundState } from '@tidemark/protocol';
import type { FindResult, Found } from '@tidemark/till';

/** One of each kind, and several. */
const kindWords: Readonly<Record<FindKind, readonly [one: string, several: string]>> = {
  products: ['product', 'products'],
  customers: ['customer', 'customers'],
  orders: ['order', 'orders'],
};

/** Why a product that exists is not sold here, and what would change that; '' where it is for sale. */
const stateTexts: Readonly<Record<FoundState, string>> = {
  'in-mirror': '',
  'was-missing-in-mirror': '',
  'not-mirrored': '',
  draft: 'is a draft in Shopify. It can be sold once it is active.',
  archived: 'is archived in Shopify. It can be sold once it is active again.',
  'not-published': 'is not published to this sales channel in Shopify.',
  'not-at-location': 'is not stocked at this location.',
};

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
): AnswerWords {
  const [one, several] = kindWords[kind];
  const fits = query === '' ? 'from these days' : `for “${query}”`;
  switch (result.kind) {
    case 'offline': {
      const from = result.knowledgeFrom;
      const age =
        from === undefined
          ? 'What this till knows has never been checked.'
          : `What this till knows was last checked ${clockTime(from, now)}.`;
      const title = 'The shop cannot be asked: this till is offline';
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
        ...found.flatMap(each => aboutFound(kind, each)),
        ...(hasMore ? [`There are more than these. Add a word, so that fewer ${several} fit.`] : []),
        ...(isShopifyAsked
          ? []
          : [
              'Shopify cannot be reached just now, so only the shop’s mirror was searched. Try again in a moment.',
            ]),
      ];
      const title =
        found.length === 0
          ? `${isShopifyAsked ? 'Shopify' : 'The mirror'} has no ${one} ${fits}`
          : `The shop has ${hasMore ? 'more than ' : ''}${found.length} ${found.length === 1 ? one : several} ${fits}`;
      const tone = found.length === 0 ? 'bad' : 'good';
      return { title, texts, tone, canAskAgain: !isShopifyAsked };
    }
  }
}

function aboutFound<K extends FindKind>(
  kind: K,
  { title, state, wasMissingIn }: Found<K>,
): readonly string[] {
  if (state === 'not-mirrored') return [`${title} is older than what tills keep. It is shown from Shopify.`];
  const why = stateTexts[state];
  if (why !== '') return [`${title} ${why}`];
  if (wasMissingIn === undefined) return [];
  return [
    `${title} was missing ${wasMissingIn === 'till' ? 'on this till' : 'in the mirror'}. It is here now.`,
  ];
}

/** A barcode or a SKU has a digit, and no blank; so has a word now and then. */
export function looksLikeCode(text: string): boolean {
  return /^\S*\d\S*$/.test(text);
}

/** What the button says. */
export function askWords(kind: FindKind, query: string): string {
  return query === ''
    ? `Ask the shop for ${kindWords[kind][1]} from these days`
    : `Ask the shop for “${query}”`;
}
