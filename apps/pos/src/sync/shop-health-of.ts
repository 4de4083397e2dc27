import { shortTime, type ShopHealth } from '@tidemark/elements';
import type { StatusResponse } from '@tidemark/protocol';
import type { CollectionName } from '@tidemark/schema';

const heldUp: Readonly<Record<NonNullable<StatusResponse['heldUp']>[number]['kind'], string>> = {
  sales: 'Sales do not reach Shopify',
  stockMoves: 'Stock moves do not reach Shopify',
  customerEdits: 'Customers do not reach Shopify',
  'read-back': 'What became of sales in Shopify cannot be read',
};

/** So many are named; a hundred of them would hide every other alarm. */
const mostNamed = 10;

/** What Shopify has and nobody can read, by name and reason: the till sells with what was known of it before. */
function unreadableWords(
  { quarantined, unreadable = [] }: Pick<StatusResponse, 'quarantined' | 'unreadable'>,
  titles: Readonly<Record<CollectionName, string>>,
): string[] {
  const named = unreadable.slice(0, mostNamed).map(({ collection, id, reason }) => {
    const what = `${titles[collection] ?? collection}, ${id}`;
    return `Cannot be read, so what was known before stays: ${what}: ${reason}`;
  });
  const more = quarantined - named.length;
  return more > 0 ? [...named, `${more}${named.length > 0 ? ' more' : ''} documents cannot be read.`] : named;
}

/** What the server says of its mirror, in words for a manager. */
export function shopHealthOf(
  server: StatusResponse,
  titles: Readonly<Record<CollectionName, string>>,
  timeZone?: string,
): ShopHealth {
  const { audit, auditing, webhooks, collections, shopifyReachable, servedVersion } = server;
  const names = Object.keys(titles) as CollectionName[];
  const never = Object.values(webhooks.neverArrived).reduce((sum, each) => sum + each, 0);
  const total = (what: 'received' | 'late') => webhooks.topics.reduce((sum, each) => sum + each[what], 0);
  const alarms = [
    shopifyReachable ? undefined : 'Shopify does not answer. The till sells with what it has.',
    servedVersion && `Shopify answers as version ${servedVersion}, which this server was not written for.`,
    webhooks.lost > 0
      ? `Shopify had stopped sending ${webhooks.lost} kinds of news; they were asked for again.`
      : '',
    webhooks.parked > 0 ? `${webhooks.parked} pieces of news could not be applied.` : '',
    ...unreadableWords(server, titles),
    ...(server.heldUp ?? []).map(
      ({ kind, since, what }) => `${heldUp[kind]} since ${shortTime(Date.parse(since), timeZone)}: ${what}`,
    ),
    ...names.map(name => collections[name]?.trouble && `${titles[name]}: ${collections[name].trouble}`),
  ];
  return {
    auditedAt: audit ? Date.parse(audit.finishedAt) : undefined,
    auditing,
    audited: names.flatMap(name => {
      const found = audit?.collections[name];
      return found ? [{ title: titles[name], ...found, trouble: found.trouble ?? undefined }] : [];
    }),
    alarms: alarms.flatMap(each => each || []),
    webhooks: webhooks.expected ? { received: total('received'), late: total('late'), never } : undefined,
  };
}
