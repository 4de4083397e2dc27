import { clockTime } from '@tidemark/elements/look/time';
import { msg, str } from '@tidemark/elements/language';
import type { StatusResponse } from '@tidemark/protocol';
import type { Connection } from '@tidemark/till';

/** Whether changes in Shopify come by themselves, in words. */
export interface RealTime {
  /** `on`: all of it works; `partly`: some of it; `off`: it was never set up; `unknown`: the server cannot be asked. */
  readonly state: 'on' | 'partly' | 'off' | 'unknown';
  readonly title: string;
  /** The facts, one sentence each. */
  readonly facts: readonly string[];
  /** What a person can do about it, one sentence each; empty where there is nothing to do. */
  readonly toDo: readonly string[];
}

/** Both ways of news: from Shopify to the server by webhooks, and from the server to this till by its stream. */
export function realTimeOf(
  server: StatusResponse | undefined,
  connection: Connection,
  timeZone?: string,
): RealTime {
  const till = tillWords()[connection];
  if (!server && connection !== 'offline')
    return { state: 'unknown', title: msg('Real time: asking the server …'), facts: [till.fact], toDo: [] };
  if (!server || connection === 'offline')
    return {
      state: 'unknown',
      title: msg('Real time: this till is offline'),
      facts: [...(server ? shopifyWords(server, timeZone).facts : []), till.fact],
      toDo: [till.toDo],
    };
  const shopify = shopifyWords(server, timeZone);
  const state = shopify.state === 'on' && connection === 'polling' ? 'partly' : shopify.state;
  return {
    state,
    title: titles()[state],
    facts: [...shopify.facts, till.fact],
    toDo: [...shopify.toDo, till.toDo].filter(each => each !== ''),
  };
}

const titles = () => ({
  on: msg('Real time: on'),
  partly: msg('Real time: not for everything'),
  off: msg('Real time: not set up'),
});

const tillWords = (): Readonly<Record<Connection, { readonly fact: string; readonly toDo: string }>> => ({
  live: { fact: msg('The server tells this till at once.'), toDo: '' },
  polling: {
    fact: msg('This till has no lasting connection to the server, and asks it once a minute.'),
    toDo: msg(
      'If it stays so, something between till and server (a proxy, a firewall) ends long connections: let /api/replication/stream through without buffering.',
    ),
  },
  offline: {
    fact: msg('This till cannot reach the server.'),
    toDo: msg('Nothing is lost: it syncs by itself when the server answers again.'),
  },
});

/** What the server says of Shopify's webhooks. */
function shopifyWords(
  { webhooks }: StatusResponse,
  timeZone: string | undefined,
): Pick<RealTime, 'facts' | 'toDo'> & {
  readonly state: 'on' | 'partly' | 'off';
} {
  const { expected, address, lastAt, missing = [], trouble } = webhooks;
  if (!expected)
    return {
      state: 'off',
      facts: [
        msg(
          'The server has no public address, so Shopify cannot tell it of changes. They come with each sync.',
        ),
      ],
      toDo: [msg('Give the server a public https address, set APP_URL to it, and start it again.')],
    };
  const last = lastWords(lastAt, timeZone);
  const where = address == null ? '' : msg(str`Shopify sends news to ${address}.`);
  if (missing.length > 0)
    return {
      state: 'partly',
      facts: [
        trouble
          ? msg(
              str`Shopify sends no news of ${subjectsOf(missing)}: ${trouble.replace(/\.$/, '')}. Those changes come with each sync.`,
            )
          : msg(str`Shopify sends no news of ${subjectsOf(missing)}. Those changes come with each sync.`),
        together(where, last),
      ],
      toDo: [
        msg('Give the app in Shopify the access that it lacks. The server asks again every ten minutes.'),
      ],
    };
  if (trouble)
    return {
      state: 'partly',
      facts: [msg(str`The server could not ask Shopify for its news: ${trouble}`), together(where, last)],
      toDo: [msg('The server tries again every ten minutes. If it stays so, look into its log.')],
    };
  return {
    state: 'on',
    facts: [together(where, last)],
    toDo:
      lastAt === null
        ? [
            msg(
              'Change a product in Shopify. If no news is shown here then, that address cannot be reached from the internet.',
            ),
          ]
        : [],
  };
}

function lastWords(lastAt: string | null | undefined, timeZone: string | undefined): string {
  if (lastAt === undefined) return '';
  return lastAt === null
    ? msg('None has come yet.')
    : msg(str`The last came at ${clockTime(Date.parse(lastAt), timeZone)}.`);
}

const subjects = (): readonly (readonly [RegExp, string])[] => [
  [/^PRODUCTS_/, msg('products')],
  [/^INVENTORY_/, msg('stock')],
  [/^CUSTOMERS_/, msg('customers')],
  [/^(ORDERS|REFUNDS)_/, msg('orders')],
  [/^COLLECTIONS_/, msg('collections')],
  [/^LOCATIONS_/, msg('locations')],
  [/^SHOP_/, msg('the shop’s settings')],
];

function together(...sentences: readonly string[]): string {
  return sentences.filter(Boolean).join(' ');
}

/** What Shopify's topics are about; an unknown topic by its own name. */
export function subjectsOf(topics: readonly string[]): string {
  const named = topics.map(topic => subjects().find(([pattern]) => pattern.test(topic))?.[1] ?? topic);
  return [...new Set(named)].join(', ');
}
