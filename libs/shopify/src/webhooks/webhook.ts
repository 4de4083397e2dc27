import { isUtf8 } from 'node:buffer';
import { createHmac, timingSafeEqual, type Hmac } from 'node:crypto';
import { WEBHOOK_HEADER_NAMES } from '@shopify/shopify-api';
import { idOfGid } from '@tidemark/schema';
import { complianceSubject, type ComplianceSubject } from './compliance.ts';
import { openLibrary } from '../transport/library.ts';
import type { ResourceKind } from '../shopify.ts';

/** What a verified webhook says: something changed. Its present state is read from Shopify. */
export interface WebhookNotice {
  readonly eventId: string;
  readonly topic: string;
  readonly subject:
    | { readonly kind: 'documents'; readonly collection: ResourceKind; readonly ids: readonly string[] }
    | { readonly kind: 'inventoryLevel'; readonly inventoryItemId: string; readonly locationId: string }
    /** An inventory item is gone, with all of its levels. */
    | { readonly kind: 'inventoryItem'; readonly inventoryItemId: string }
    | { readonly kind: 'location'; readonly locationId: string }
    | { readonly kind: 'shop' }
    | { readonly kind: 'bulkOperation'; readonly gid: string }
    | ComplianceSubject
    /** Something unnamed changed within the topic: the body does not say, or is too large to read. */
    | { readonly kind: 'untold' };
  readonly triggeredAt: number;
}

export type WebhookVerdict =
  | { readonly ok: true; readonly shop: string; readonly notice: WebhookNotice }
  | {
      readonly ok: false;
      readonly reason: 'missing-hmac' | 'wrong-hmac' | 'missing-headers' | 'missing-body';
    }
  /** Really from Shopify, but not for us: acknowledge it, or Shopify repeats it and then unsubscribes us. */
  | { readonly ok: false; readonly reason: 'unknown-topic'; readonly shop: string };

/** A webhook that is arriving: its signature is checked over the raw bytes as they arrive. */
interface ArrivingWebhook {
  /** `isKept`: the part may be kept in memory. If any part is not, only the headers say what changed. */
  take(part: Uint8Array, isKept: boolean): void;
  /** The verdict; call it once all parts were taken. */
  verdict(now: number): Promise<WebhookVerdict>;
}

export type ReadWebhook = (headers: Headers) => ArrivingWebhook;

const reasons = {
  missing_hmac: 'missing-hmac',
  invalid_hmac: 'wrong-hmac',
  missing_headers: 'missing-headers',
  missing_body: 'missing-body',
} as const;

/**
 * Any of `secrets` may have signed: for an hour after a rotation, Shopify uses the previous one. Shopify's library
 * judges; docs/decisions/shopify-api.md says what it needs from us.
 */
export function webhookReader(secrets: readonly string[]): ReadWebhook {
  const signers = secrets.map(secret => ({ secret, library: openLibrary(secret) }));
  return headers => {
    const hashing = signers.map(each => ({ ...each, hmac: createHmac('sha256', each.secret) }));
    let kept: Uint8Array[] | undefined = [];
    const judge = async (now: number): Promise<WebhookVerdict> => {
      const rawBody = kept && Buffer.concat(kept);
      let refused: WebhookVerdict = { ok: false, reason: 'wrong-hmac' };
      for (const signer of hashing) {
        const { signedHeaders, text } = asText(signer, headers, rawBody);
        const checked = await signer.library.webhooks.validate({
          rawBody: text,
          rawRequest: { headers: shopifyHeaders(signedHeaders), method: 'POST', url: '/' },
        });
        if (checked.valid) return verdictOf(checked, headers, rawBody && text, now);
        refused = { ok: false, reason: reasons[checked.reason] };
        if (refused.reason !== 'wrong-hmac') break;
      }
      return refused;
    };
    return {
      take: (part, isKept) => {
        for (const { hmac } of hashing) hmac.update(part);
        if (isKept) kept?.push(part);
        else kept = undefined;
      },
      verdict: judge,
    };
  };
}

/** The headers of a webhook that are Shopify's: the library rewrites each name it is given, for each one it looks for. */
function shopifyHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => /^(x-)?shopify-/.test(name)));
}

/** Stands for a body that was not kept: the library needs one. */
const standIn = '{}';

/**
 * The library reads a body as text, and decoding replaces broken bytes, so the signature would not match. Shopify does
 * send such bodies. Their signature is checked here over the bytes, and the mended text is signed again for the
 * library; so is the stand-in for a body that was not kept.
 */
function asText(
  { secret, hmac }: { readonly secret: string; readonly hmac: Hmac },
  headers: Headers,
  rawBody: Uint8Array | undefined,
): { readonly signedHeaders: Headers; readonly text: string } {
  const text = rawBody ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(rawBody) : standIn;
  if (rawBody && isUtf8(rawBody)) return { signedHeaders: headers, text };
  const expected = hmac.digest();
  const signedHeaders = new Headers(headers);
  for (const { hmac: name } of Object.values(WEBHOOK_HEADER_NAMES)) {
    const given = headers.get(name);
    if (given !== null)
      signedHeaders.set(name, isSame(given, expected) ? signatureOf(secret, text) : 'not signed');
  }
  return { signedHeaders, text };
}

function isSame(hmac: string, expected: Buffer): boolean {
  const given = Buffer.from(hmac, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function signatureOf(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64');
}

/** What the library found in the headers. It spells topics differently, so the topic is read from the headers. */
interface CheckedHeaders {
  readonly webhookType: 'webhooks' | 'events';
  readonly domain: string;
  readonly webhookId: string;
  readonly eventId?: string;
  readonly triggeredAt?: string;
}

function verdictOf(
  checked: CheckedHeaders,
  headers: Headers,
  text: string | undefined,
  now: number,
): WebhookVerdict {
  const shop = checked.domain;
  const topic = headers.get(WEBHOOK_HEADER_NAMES[checked.webhookType].topic) ?? '';
  const body = text === undefined ? undefined : readBody(text);
  const subject = complianceSubject(topic, text) ?? subjectOf(topic, body ?? {});
  if (subject === 'unknown-topic') return { ok: false, reason: subject, shop };
  const triggeredAt = Date.parse(checked.triggeredAt ?? '');
  // One action of the merchant has one event id in all topics, so the topic and what changed belong to the key.
  const event = checked.eventId ?? checked.webhookId;
  const eventId = `${event}:${topic}:${Object.values(subject).join('@')}`;
  return {
    ok: true,
    shop,
    notice: { eventId, topic, subject, triggeredAt: Number.isNaN(triggeredAt) ? now : triggeredAt },
  };
}

/**
 * The fields of a JSON object, whose own whole numbers stay text: Shopify's ids may exceed 2^53. Only then is the text
 * read number by number, since that takes ten times as long.
 */
function readBody(text: string): Record<string, unknown> | undefined {
  try {
    const json = text.replace(/^\uFEFF/, '');
    const body: unknown = JSON.parse(json);
    if (typeof body !== 'object' || body === null) return undefined;
    const fields = Object.entries(body);
    const isLong = fields.some(([, value]) => typeof value === 'number' && value > Number.MAX_SAFE_INTEGER);
    if (isLong) return JSON.parse(json, keepDigits as (key: string, value: unknown) => unknown);
    return Object.fromEntries(
      fields.map(([key, value]) => [key, Number.isInteger(value) ? String(value) : value]),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' && /^\d+$/.test(context?.source ?? '') ? context?.source : value;
}

const untold = { kind: 'untold' } as const;

function subjectOf(topic: string, body: Record<string, unknown>): WebhookNotice['subject'] | 'unknown-topic' {
  const id = (name: string) =>
    typeof body[name] === 'string' && /^\d+$/.test(body[name]) ? body[name] : undefined;
  const gid = typeof body['admin_graphql_api_id'] === 'string' ? body['admin_graphql_api_id'] : undefined;
  const resource = resourceOfTopic(topic);
  if (resource) {
    const ids = idsOf(topic, gid, id, body);
    return ids.length > 0 ? { kind: 'documents', collection: resource, ids } : untold;
  }
  if (/^inventory_levels\/(connect|update|disconnect)$/.test(topic)) {
    const [inventoryItemId, locationId] = [id('inventory_item_id'), id('location_id')];
    return inventoryItemId && locationId ? { kind: 'inventoryLevel', inventoryItemId, locationId } : untold;
  }
  if (topic === 'inventory_items/delete') {
    const inventoryItemId = id('id');
    return inventoryItemId ? { kind: 'inventoryItem', inventoryItemId } : untold;
  }
  if (/^locations\/(create|update|activate|deactivate|delete)$/.test(topic)) {
    const locationId = id('id');
    return locationId ? { kind: 'location', locationId } : untold;
  }
  if (topic === 'shop/update') return { kind: 'shop' };
  if (topic === 'bulk_operations/finish') return gid ? { kind: 'bulkOperation', gid } : untold;
  return 'unknown-topic';
}

function resourceOfTopic(topic: string): ResourceKind | undefined {
  if (/^products\/(create|update|delete)$/.test(topic)) return 'products';
  if (/^collections\/(create|update|delete)$/.test(topic)) return 'productCollections';
  if (/^customers\/(create|update|delete|merge)$/.test(topic)) return 'customers';
  if (/^(orders\/(create|updated|cancelled|delete)|refunds\/create)$/.test(topic)) return 'orders';
  return undefined;
}

/**
 * The ids that a body names: a merge names the customer that stays and the one that went; a refund names its order;
 * others name themselves.
 */
function idsOf(
  topic: string,
  gid: string | undefined,
  id: (name: string) => string | undefined,
  body: Record<string, unknown>,
): string[] {
  if (topic === 'refunds/create') return [id('order_id')].filter(each => each !== undefined);
  if (topic === 'customers/merge') {
    const named = ['admin_graphql_api_customer_kept_id', 'admin_graphql_api_customer_deleted_id'];
    return named.flatMap(name => idIn(body[name]) ?? []);
  }
  const own = idIn(gid) ?? id('id');
  return own ? [own] : [];
}

/** The id in a gid; undefined for anything else: signed content may still be wrong. */
function idIn(gid: unknown): string | undefined {
  try {
    return typeof gid === 'string' ? idOfGid(gid) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
