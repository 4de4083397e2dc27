import type { CustomerEdit, Submitted } from '@tidemark/schema';
import type { Transaction } from 'kysely';
import type { Tables } from '../tables.ts';
import { storeNotice } from '../webhooks/sql-inbox.ts';
import { erasedAmong } from './erased.ts';

/**
 * [Y12] Asks for an erasure again where Shopify connects an edit with a customer who was erased meanwhile: what names the
 * customer by the edit was not found before.
 */
export async function eraseConnected(
  trx: Transaction<Tables>,
  shop: string,
  edit: Submitted,
  now: number,
): Promise<void> {
  const { id, isNew, submission } = edit as CustomerEdit;
  if (!isNew || submission?.state !== 'accepted') return;
  const { customerId } = submission;
  const erased = await erasedAmong(trx, shop, [{ what: 'customers', id: customerId }]);
  if (erased.size === 0) return;
  const notice = {
    eventId: `erasure:${customerId}:${id}`,
    topic: 'customers/redact',
    subject: { kind: 'redactCustomer', customerId, orderIds: [] },
    triggeredAt: now,
  } as const;
  await storeNotice(trx, { shop, notice, receivedAt: now });
}
