import type { Ingest } from '@tidemark/exchange';
import type { Inbox, SecurityEvent } from '@tidemark/mirror';
import { ProtocolError } from '@tidemark/protocol';
import type { ReadWebhook } from '@tidemark/shopify';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Arriving } from '../http/arriving.ts';
import { mostKeptOfWebhook, webhookBody } from '../http/limits.ts';
import { readBody } from '../http/read-body.ts';
import type { ByShop } from '../shops/asked-shop.ts';

/**
 * POST /webhooks/shopify. The signature covers the bytes, and is computed as they arrive: a webhook too large to keep
 * is still verified, and a catch-up looks for what changed ([A27]). Answered 200 only after the notice is stored. A
 * genuine webhook that is not for us is acknowledged too: Shopify repeats refused webhooks, and after eight of them
 * ends the subscription.
 */
export function webhookRoute(parts: {
  inbox: Inbox;
  ingests: ByShop<Ingest>;
  /** Whether the shop is one of this server's, even if nothing runs for it at the moment. */
  serves: (shop: string) => Promise<boolean>;
  read: ReadWebhook;
  arriving: Arriving;
  now: () => number;
  log: Logger;
  note: (event: SecurityEvent) => void;
  count: (result: string) => void;
}): RequestHandler {
  const { inbox, ingests, serves, read, arriving, now, log, note, count } = parts;
  return async (req, res) => {
    const webhook = read(
      new Headers(
        Object.entries(req.headers).map(([name, value]): [string, string] => [name, String(value)]),
      ),
    );
    let held = 0;
    res.once('close', () => arriving.give('shopify', held));
    await readBody(req, webhookBody, part => {
      const isKept =
        !res.closed && held + part.length <= mostKeptOfWebhook && arriving.take('shopify', part.length);
      if (isKept) held += part.length;
      webhook.take(part, isKept);
    });
    const verdict = await webhook.verdict(now());
    if (!verdict.ok && !('shop' in verdict)) {
      count(verdict.reason);
      if (verdict.reason === 'wrong-hmac') note({ what: 'webhook-refused', address: req.ip ?? '' });
      throw new ProtocolError(
        /^missing-(headers|body)$/.test(verdict.reason) ? 'invalid-request' : 'not-signed-in',
        `webhook refused: ${verdict.reason}`,
      );
    }
    if (!(await serves(verdict.shop))) {
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
    if (isNew) ingests.get(verdict.shop)?.noticed();
    res.sendStatus(200);
  };
}

/** Refuses requests without a signature before their bodies are read. */
export const requireSignature: RequestHandler = (req, _res, next) => {
  const names = ['shopify-hmac-sha256', 'x-shopify-hmac-sha256'];
  if (names.some(name => req.headers[name] !== undefined)) return next();
  throw new ProtocolError('not-signed-in', 'webhook refused: missing-hmac');
};
