import { createHash } from 'node:crypto';
import { eraseRecord } from '@tidemark/conflict';
import type { Notice, NoticeSubject, Privacy } from '@tidemark/mirror';
import { ShopifyError } from '@tidemark/shopify';
import { commitReads } from '../into-mirror/commit-reads.ts';
import type { Source } from '../source.ts';

type Subject<K extends NoticeSubject['kind']> = Extract<NoticeSubject, { readonly kind: K }>;

/** Applies the notices among these that are about personal data; returns how many documents changed. */
export async function applyPrivacy(source: Source, notices: readonly Notice[]): Promise<number> {
  let changed = 0;
  for (const { subject, triggeredAt } of notices) {
    if (subject.kind === 'redactCustomer') changed += await eraseCustomer(source, subject, triggeredAt);
    else if (subject.kind === 'customerRequest') await answerRequest(source, subject);
    else if (subject.kind === 'redactShop') await eraseShop(source, triggeredAt);
    else if (subject.kind === 'uninstalled') await leave(source, triggeredAt);
    else stayIfNewer(source, triggeredAt);
  }
  return changed;
}

/**
 * [E50] Erases a customer, then reads their orders again, which Shopify has erased too. Where Shopify does not answer, a
 * catch-up reads them: what is stored has no personal data by then.
 */
async function eraseCustomer(
  source: Source,
  { customerId, orderIds }: Subject<'redactCustomer'>,
  at: number,
): Promise<number> {
  const { shopify, log } = source;
  const privacy = privacyOf(source, customerId);
  const erased = await privacy.erase(shopify.shop, { customerId, orderIds, at }, eraseRecord);
  log({ name: 'erased', shop: shopify.shop, customer: markOf(shopify.shop, customerId), ...erased.counts });
  return sumOf(erased.counts) + (await readAgain(source, erased.orderIds));
}

async function readAgain(source: Source, orderIds: readonly string[]): Promise<number> {
  if (orderIds.length === 0) return 0;
  try {
    const { found, readAt } = await source.shopify.byIds('orders', orderIds, 'background', source.signal);
    const options = { readNewLevels: false, lane: 'background' } as const;
    return (await commitReads(source, 'orders', found, [], readAt, options)).changed;
  } catch (error) {
    if (error instanceof ShopifyError) return 0;
    throw error;
  }
}

/** [E52] The app has left the shop: nothing is asked of Shopify any more, and records stay. */
async function leave({ shopify, onLeft, log }: Source, at: number): Promise<void> {
  if ((await onLeft?.(at)) === false) return;
  shopify.leave?.({ at, reason: 'the app was uninstalled from the shop' });
  log({ name: 'uninstalled', shop: shopify.shop });
}

/** Shopify tells of the shop again: the app was installed anew since, and the word of its removal came late. */
function stayIfNewer({ shopify }: Source, at: number): void {
  const { left } = shopify.health();
  if (left && at > left.at) shopify.leave?.(undefined);
}

/** [E53] Erases the shop, and has erased what the server keeps of it elsewhere. */
async function eraseShop({ shopify, privacy, eraseCopies, log }: Source, at: number): Promise<void> {
  if (!privacy) throw new ShopifyError('unexpected', 'this server cannot erase personal data');
  shopify.leave?.({ at, reason: 'the shop’s data were erased at its request' });
  await privacy.eraseShop(shopify.shop, at);
  await eraseCopies?.();
  log({ name: 'shop-erased', shop: shopify.shop });
}

/** [E51] Hands what is known of a customer to whoever keeps it for the shop's owner. */
async function answerRequest(
  source: Source,
  { customerId, orderIds, requestId }: Subject<'customerRequest'>,
): Promise<void> {
  const { shopify, log, now, keepRequest } = source;
  const privacy = privacyOf(source, customerId);
  if (!keepRequest)
    throw new ShopifyError('unexpected', 'this server keeps no answers to customers’ requests');
  const customer = markOf(shopify.shop, customerId);
  const data = await privacy.dataOf(shopify.shop, customerId, orderIds);
  const about = { shop: shopify.shop, requestId, customerId, madeAt: new Date(now()).toISOString() };
  const name = `request-${requestId === '' ? customer : requestId}`;
  await keepRequest({ name, text: JSON.stringify({ ...about, ...data }, undefined, 2) });
  log({ name: 'customer-request', shop: shopify.shop, customer, file: name });
}

/** @throws ShopifyError that parks the notice: a person has to see to it. */
function privacyOf({ privacy }: Source, customerId: string): Privacy {
  if (!privacy) throw new ShopifyError('unexpected', 'this server cannot erase personal data');
  if (customerId === '')
    throw new ShopifyError('unexpected', 'the webhook does not say which customer it is about');
  return privacy;
}

/** Stands for a customer in the log. */
function markOf(shop: string, customerId: string): string {
  return createHash('sha256').update(`${shop} ${customerId}`).digest('base64url').slice(0, 12);
}

function sumOf(counts: object): number {
  return Object.values(counts).reduce((sum: number, each: number) => sum + each, 0);
}
