import type { Ingest } from '@tidemark/exchange';
import type { Inbox, SecurityEvent } from '@tidemark/mirror';
import { ProtocolError } from '@tidemark/protocol';
import type { VerifyWebhook } from '@tidemark/shopify';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

/**
 * POST /webhooks/shopify: mounted with a raw body parser, because the signature covers the bytes. Answered 200 only
 * after the notice is stored. What is really Shopify's but not for us is acknowledged too: refused webhooks are
 * repeated, and after eight of them Shopify ends the subscription.
 */
export function webhookRoute(parts: {
  inbox: Inbox;
  ingests: ReadonlyMap<string, Ingest>;
  verify: VerifyWebhook;
  now: () => number;
  log: Logger;
  note: (event: SecurityEvent) => void;
  count: (result: string) => void;
}): RequestHandler {
  const { inbox, ingests, verify, now, log, note, count } = parts;
  return async (req, res) => {
    const body = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    const verdict = await verify(
      new Headers(
        Object.entries(req.headers).map(([name, value]): [string, string] => [name, String(value)]),
      ),
      body,
      now(),
    );
    if (!verdict.ok && !('shop' in verdict)) {
      count(verdict.reason);
      if (verdict.reason === 'wrong-hmac') note({ what: 'webhook-refused', address: req.ip ?? '' });
      throw new ProtocolError(
        /^missing-(headers|body)$/.test(verdict.reason) ? 'invalid-request' : 'not-signed-in',
        `webhook refused: ${verdict.reason}`,
      );
    }
    const ingest = ingests.get(verdict.shop);
    if (!ingest) {
      count('unknown-shop');
      throw new ProtocolError('not-found', 'This server does not mirror this shop.');
    }
    if (!verdict.ok) {
      count(verdict.reason);
      log.warn(
        {
          ...{ shop: verdict.shop, reason: verdict.reason },
          topic: req.headers['shopify-topic'] ?? req.headers['x-shopify-topic'],
        },
        'webhook not understood',
      );
      res.sendStatus(200);
      return;
    }
    const isNew = await inbox.note(verdict.shop, verdict.notice, now());
    count(isNew ? 'stored' : 'repeated');
    if (isNew) ingest.noticed();
    res.sendStatus(200);
  };
}

/** Turns away what carries no signature before its body is read. */
export const requireSignature: RequestHandler = (req, _res, next) => {
  const names = ['shopify-hmac-sha256', 'x-shopify-hmac-sha256'];
  if (names.some(name => req.headers[name] !== undefined)) return next();
  throw new ProtocolError('not-signed-in', 'webhook refused: missing-hmac');
};
