import { createHmac } from 'node:crypto';

export interface Delivery {
  readonly id: string;
  readonly topic: string;
  readonly subjectId: string;
  readonly address: string;
  readonly eventId: string;
  status: 'pending' | 'delivered' | 'failed' | 'dropped';
  attempts: number;
  httpStatus: number | undefined;
  readonly triggeredAt: number;
  deliveredAt: number | undefined;
}

/** How long Shopify waits for the answer. */
const patienceMs = 5000;

/** Posts a body, signed over its bytes. @returns the answer's HTTP status; undefined if there was no answer. */
export async function post(
  delivery: Delivery,
  body: string,
  by: { readonly secret: string; readonly domain: string; readonly fetch: typeof fetch },
): Promise<number | undefined> {
  const headers = {
    'content-type': 'application/json',
    'x-shopify-topic': delivery.topic,
    'x-shopify-hmac-sha256': createHmac('sha256', by.secret).update(body).digest('base64'),
    'x-shopify-shop-domain': by.domain,
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': delivery.id,
    'x-shopify-event-id': delivery.eventId,
    'x-shopify-triggered-at': new Date(delivery.triggeredAt).toISOString(),
  };
  try {
    const answer = await by.fetch(delivery.address, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    // Whatever the reason, no answer is a failed delivery; the report counts it.
    return error instanceof Error ? undefined : 0;
  }
}
