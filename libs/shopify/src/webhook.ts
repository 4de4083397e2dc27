import { createHmac, timingSafeEqual } from 'node:crypto';
import { idOfGid } from '@tidemark/schema';
import type { ResourceKind } from './shopify.ts';

/** What a verified webhook says: something changed. What it is now is read from Shopify. */
export interface WebhookNotice {
  readonly eventId: string;
  readonly topic: string;
  readonly subject:
    | { readonly kind: 'documents'; readonly collection: ResourceKind; readonly ids: readonly string[] }
    | { readonly kind: 'inventoryLevel'; readonly inventoryItemId: string; readonly locationId: string }
    /** An item of stock is gone, with its levels everywhere. */
    | { readonly kind: 'inventoryItem'; readonly inventoryItemId: string }
    | { readonly kind: 'location'; readonly locationId: string }
    | { readonly kind: 'shop' }
    | { readonly kind: 'bulkOperation'; readonly gid: string };
  readonly triggeredAt: number;
}

export type WebhookVerdict =
  | { readonly ok: true; readonly shop: string; readonly notice: WebhookNotice }
  | { readonly ok: false; readonly reason: 'missing-hmac' | 'wrong-hmac' | 'missing-headers' }
  /** Really from Shopify, but not for us: acknowledged, or Shopify would repeat it and then unsubscribe us. */
  | { readonly ok: false; readonly reason: 'unknown-topic' | 'unreadable-body'; readonly shop: string };

/** Checks that a webhook is Shopify's, over the raw bytes, and says what changed. Any of `secrets` may have signed it. */
export function verifyWebhook(
  secrets: readonly string[],
  headers: Headers,
  rawBody: Uint8Array,
  now: number,
): WebhookVerdict {
  const hmac = headers.get('x-shopify-hmac-sha256');
  if (!hmac) return { ok: false, reason: 'missing-hmac' };
  if (!secrets.some(secret => isSignedBy(secret, hmac, rawBody))) return { ok: false, reason: 'wrong-hmac' };
  const shop = headers.get('x-shopify-shop-domain');
  const topic = headers.get('x-shopify-topic');
  const event = headers.get('x-shopify-event-id') ?? headers.get('x-shopify-webhook-id');
  if (!shop || !topic || !event) return { ok: false, reason: 'missing-headers' };
  const body = readBody(rawBody);
  if (body === undefined) return { ok: false, reason: 'unreadable-body', shop };
  const subject = subjectOf(topic, body);
  if (subject === 'unknown-topic' || subject === 'unreadable-body')
    return { ok: false, reason: subject, shop };
  const triggeredAt = Date.parse(headers.get('x-shopify-triggered-at') ?? '');
  // One action of the merchant has one event id in all topics, so the topic and what changed belong to the key.
  const eventId = `${event}:${topic}:${Object.values(subject).join('@')}`;
  return {
    ok: true,
    shop,
    notice: { eventId, topic, subject, triggeredAt: Number.isNaN(triggeredAt) ? now : triggeredAt },
  };
}

function isSignedBy(secret: string, hmac: string, rawBody: Uint8Array): boolean {
  const expected = createHmac('sha256', secret).update(rawBody).digest();
  const given = Buffer.from(hmac, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** JSON whose whole numbers stay text: Shopify's ids may exceed 2^53. */
function readBody(rawBody: Uint8Array): Record<string, unknown> | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
    const keepDigits = (_key: string, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && /^\d+$/.test(context?.source ?? '') ? context?.source : value;
    const body: unknown = JSON.parse(text, keepDigits as (key: string, value: unknown) => unknown);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function subjectOf(
  topic: string,
  body: Record<string, unknown>,
): WebhookNotice['subject'] | 'unknown-topic' | 'unreadable-body' {
  const id = (name: string) =>
    typeof body[name] === 'string' && /^\d+$/.test(body[name]) ? body[name] : undefined;
  const gid = typeof body['admin_graphql_api_id'] === 'string' ? body['admin_graphql_api_id'] : undefined;
  const resource = resourceOfTopic(topic);
  if (resource) {
    const ids = idsOf(topic, gid, id, body);
    return ids.length > 0 ? { kind: 'documents', collection: resource, ids } : 'unreadable-body';
  }
  if (/^inventory_levels\/(connect|update|disconnect)$/.test(topic)) {
    const [inventoryItemId, locationId] = [id('inventory_item_id'), id('location_id')];
    return inventoryItemId && locationId
      ? { kind: 'inventoryLevel', inventoryItemId, locationId }
      : 'unreadable-body';
  }
  if (topic === 'inventory_items/delete') {
    const inventoryItemId = id('id');
    return inventoryItemId ? { kind: 'inventoryItem', inventoryItemId } : 'unreadable-body';
  }
  if (/^locations\/(create|update|activate|deactivate|delete)$/.test(topic)) {
    const locationId = id('id');
    return locationId ? { kind: 'location', locationId } : 'unreadable-body';
  }
  if (topic === 'shop/update') return { kind: 'shop' };
  if (topic === 'bulk_operations/finish') return gid ? { kind: 'bulkOperation', gid } : 'unreadable-body';
  return 'unknown-topic';
}

function resourceOfTopic(topic: string): ResourceKind | undefined {
  if (/^products\/(create|update|delete)$/.test(topic)) return 'products';
  if (/^collections\/(create|update|delete)$/.test(topic)) return 'productCollections';
  if (/^customers\/(create|update|delete|merge)$/.test(topic)) return 'customers';
  if (/^(orders\/(create|updated|cancelled|delete)|refunds\/create)$/.test(topic)) return 'orders';
  return undefined;
}

/** A merge names the customer that stays and the one that went; a refund names its order; all others themselves. */
function idsOf(
  topic: string,
  gid: string | undefined,
  id: (name: string) => string | undefined,
  body: Record<string, unknown>,
): string[] {
  if (topic === 'refunds/create') return [id('order_id')].filter(each => each !== undefined);
  if (topic === 'customers/merge') {
    const named = ['admin_graphql_api_customer_kept_id', 'admin_graphql_api_customer_deleted_id'];
    return named.flatMap(name => (typeof body[name] === 'string' ? [idOfGid(body[name])] : []));
  }
  const own = gid ? idOfGid(gid) : id('id');
  return own ? [own] : [];
}
