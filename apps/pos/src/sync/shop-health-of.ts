import { shortTime } from '@tidemark/elements/look/time';
import type { ShopHealth } from '@tidemark/elements/sync/shop-health';
import { counted, msg, numberText, str } from '@tidemark/elements/language';
import type { StatusResponse } from '@tidemark/protocol';
import type { CollectionName } from '@tidemark/schema';

const heldUp = (): Readonly<Record<NonNullable<StatusResponse['heldUp']>[number]['kind'], string>> => ({
  sales: msg('Sales do not reach Shopify'),
  stockMoves: msg('Stock moves do not reach Shopify'),
  customerEdits: msg('Customers do not reach Shopify'),
  'read-back': msg('What became of sales in Shopify cannot be read'),
});

/** How many are named; a hundred of them would hide every other alarm. */
const mostNamed = 10;

/** Documents of Shopify that cannot be read, by name and reason: the till sells with what was known of them before. */
function unreadableWords(
  { quarantined, unreadable = [] }: Pick<StatusResponse, 'quarantined' | 'unreadable'>,
  titles: Readonly<Record<CollectionName, string>>,
): string[] {
  const named = unreadable.slice(0, mostNamed).map(({ collection, id, reason }) => {
    const what = `${titles[collection] ?? collection}, ${id}`;
    return msg(str`Cannot be read, so what was known before stays: ${what}: ${reason}`);
  });
  const more = quarantined - named.length;
  return more > 0 ? [...named, moreUnreadable(more, named.length > 0)] : named;
}

function moreUnreadable(count: number, isMore: boolean): string {
  const number = numberText(count);
  return isMore
    ? counted(
        count,
        str`${number} more document cannot be read.`,
        str`${number} more documents cannot be read.`,
      )
    : counted(count, str`${number} document cannot be read.`, str`${number} documents cannot be read.`);
}

/** What is wrong with what tills wrote, in words for a manager. */
function journalWords({
  gaps,
  forks,
  flawed,
}: NonNullable<StatusResponse['journal']> = nothingWrong): string[] {
  const [gapNumber, forkNumber, flawNumber] = [gaps, forks, flawed].map(each => numberText(each));
  return [
    flawed > 0
      ? counted(
          flawed,
          str`${flawNumber} sale is held back: something is wrong with it. Menu > Sales says what.`,
          str`${flawNumber} sales are held back: something is wrong with them. Menu > Sales says what.`,
        )
      : '',
    gaps > 0
      ? counted(
          gaps,
          str`Records are missing in the journal of ${gapNumber} till. Open that till, so that it sends them.`,
          str`Records are missing in the journals of ${gapNumber} tills. Open those tills, so that they send them.`,
        )
      : '',
    forks > 0
      ? counted(
          forks,
          str`${forkNumber} record has the number of another: a till’s data was copied to another device.`,
          str`${forkNumber} records have the number of another: a till’s data was copied to another device.`,
        )
      : '',
  ].filter(Boolean);
}

const nothingWrong = { gaps: 0, forks: 0, flawed: 0 };

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
    shopifyReachable ? undefined : msg('Shopify does not answer. The till sells with what it has.'),
    servedVersion &&
      msg(str`Shopify answers as version ${servedVersion}, which this server was not written for.`),
    webhooks.lost > 0
      ? counted(
          webhooks.lost,
          str`Shopify had stopped sending ${numberText(webhooks.lost)} kind of news; it was asked for again.`,
          str`Shopify had stopped sending ${numberText(webhooks.lost)} kinds of news; they were asked for again.`,
        )
      : '',
    webhooks.parked > 0
      ? counted(
          webhooks.parked,
          str`${numberText(webhooks.parked)} piece of news could not be applied.`,
          str`${numberText(webhooks.parked)} pieces of news could not be applied.`,
        )
      : '',
    ...unreadableWords(server, titles),
    ...journalWords(server.journal),
    ...(server.heldUp ?? []).map(({ kind, since, what }) =>
      msg(str`${heldUp()[kind]} since ${shortTime(Date.parse(since), timeZone)}: ${what}`),
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
